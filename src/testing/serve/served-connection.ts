import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { CertificateProblem, Handshake } from '../../tls/handshake.ts'
import { cipherAlgorithm } from '../../tls/protection/cipher-algorithm.ts'
import { plainAlert, sealAlert } from '../../tls/protection/seal-alert.ts'
import { Recorder } from '../../tls/recorder.ts'
import { cipherNames } from '../../tls/registry/cipher-suites.ts'
import { WireHandshakeReader } from '../../tls/wire-handshake-reader.ts'
import { ServerTap } from './server-tap.ts'

/** What the server makes of a client's certificate; absent: nothing is wrong. */
export interface ClientVerdict {
  problem?: CertificateProblem
}

/** One connection as the server sees it. */
export class ServedConnection {
  readonly tap: ServerTap
  readonly #recorder = new Recorder()
  readonly #reader = new WireHandshakeReader(this.#recorder)
  readonly #startedAt = new Date()
  readonly #start = performance.now()
  readonly #remoteAddress: string | undefined
  readonly #port: number
  readonly #verifies: boolean
  #applicationSecret: Buffer | undefined
  #securedAt: number | undefined
  #verdict: ClientVerdict | undefined

  /** `verifies`: the server asks for a certificate, and refuses a bad one. */
  constructor(raw: Socket, verifies: boolean) {
    this.tap = new ServerTap(raw, this.#recorder)
    this.#remoteAddress = raw.remoteAddress
    this.#port = raw.localPort ?? 0
    this.#verifies = verifies
  }

  /** One line of the `keylog` event. */
  keyLog(line: Buffer): void {
    this.#recorder.keyLog(line)
    const [label, , secret] = line.toString('latin1').trimEnd().split(' ')
    if (label === 'SERVER_TRAFFIC_SECRET_0') this.#applicationSecret = Buffer.from(secret!, 'hex')
  }

  /** The client's last flight is here, and TLS has not said a word about it yet. */
  secured(verdict: ClientVerdict): void {
    this.#recorder.handshakeDone()
    this.#securedAt = performance.now()
    this.#verdict = verdict
  }

  /**
   * Ends the connection by a fatal alert. TLS 1.2: before the server's Finished, as everything before its ChangeCipherSpec without
   * protection. TLS 1.3: under the server's application traffic secret, after what it has sent under that.
   */
  refuse(code: number, socket: TLSSocket): void {
    this.tap.silence(socket.getProtocol() === 'TLSv1.3' ? this.#sealed(code, socket) : plainAlert(code))
  }

  get handshake(): Handshake {
    const wire = this.#reader.read()
    const { problem } = this.#verdict ?? {}
    return {
      host: 'localhost',
      port: this.#port,
      ...(this.#remoteAddress !== undefined && { remoteAddress: this.#remoteAddress }),
      ...wire,
      // of the client's certificate: what this end has looked at
      verification: {
        enabled: this.#verifies,
        trusted: wire.clientCertificate.status === 'sent' && this.#verdict !== undefined && problem === undefined,
        problems: problem === undefined ? [] : [problem],
      },
      side: 'server',
      startedAt: this.#startedAt.toISOString(),
      durationMs: { tcp: 0, tls: milliseconds((this.#securedAt ?? performance.now()) - this.#start) },
    }
  }

  #sealed(code: number, socket: TLSSocket): Buffer {
    const suite = cipherNames(socket.getCipher().standardName)
    const algorithm = suite && cipherAlgorithm(suite.code)
    if (algorithm === undefined || this.#applicationSecret === undefined) {
      throw new Error(`The kit cannot send an alert under ${socket.getCipher().standardName}.`)
    }
    const sequence = this.#recorder.activity.server.recordsSinceHandshake
    return sealAlert(code, algorithm, this.#applicationSecret, sequence)
  }
}

function milliseconds(duration: number): number {
  return Math.round(duration * 1000) / 1000
}
