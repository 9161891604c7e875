import type { ConnectionProfile } from '../credentials/profile.ts'
import type { RecordedConnection } from '../evidence/call-recorder.ts'
import type { Explanation } from '../evidence/explanation.ts'
import type { CapturedConnection } from '../tls/capture-file.ts'
import type { Handshake, WireHandshake } from '../tls/handshake.ts'
import { Recorder } from '../tls/recorder.ts'
import { readWireHandshake } from '../tls/wire-handshake.ts'
import { verificationOf } from './server-verification.ts'
import type { Verdict } from './verdict.ts'

/** Where a connection goes. */
export interface Target {
  /** Host name or IP address, IPv6 without brackets. */
  host: string
  port: number
}

/** What is known about one TLS connection, from its first packet on. Decodes when somebody looks. */
export class Connection implements RecordedConnection {
  readonly recorder = new Recorder()
  readonly #startedAt = new Date()
  readonly #start = performance.now()
  #tcpConnected: number | undefined
  #ended: number | undefined
  #verdict: Verdict | undefined
  #chainVerdict: Verdict | undefined
  #ocspResponse: Uint8Array | undefined
  #failure: Error | undefined
  #closed = false
  #answered = false
  #secure = false
  #decoded: { version: number; handshake: Handshake } | undefined
  #abandon: (() => void) | undefined
  #serverSpoke: (() => void) | undefined
  remoteAddress: string | undefined
  /** The connection that made the session which this one offered to resume. */
  resumedFrom: Connection | undefined

  constructor(
    readonly target: Target,
    readonly profile: ConnectionProfile,
  ) {}

  /** TLS is up, or has failed. */
  get settled(): boolean {
    return this.#ended !== undefined
  }

  get closed(): boolean {
    return this.#closed
  }

  /** The first error that the socket reported, before undici put its own in the place. */
  get failure(): Error | undefined {
    return this.#failure
  }

  /** The connection whose session this one has resumed. */
  get original(): Connection | undefined {
    return this.resumedFrom !== undefined && this.handshake.resumed ? this.resumedFrom : undefined
  }

  /** Why this client certificate, or none. */
  get explanation(): Explanation {
    return this.profile.explain()
  }

  /** Calls `listener` when the server has sent a record after the handshake; the latest listener replaces the others. */
  onceServerRecord(listener: () => void): void {
    this.#serverSpoke = listener
    this.received()
  }

  /** Bytes of the server have been recorded. */
  received(): void {
    if (this.#serverSpoke === undefined || this.recorder.activity.server.recordsSinceHandshake === 0) return
    const listener = this.#serverSpoke
    this.#serverSpoke = undefined
    listener()
  }

  /** How to give up while the connection is being made. */
  onAbandon(destroy: () => void): void {
    this.#abandon = destroy
  }

  /** Nobody waits for this connection any more. */
  abandon(): void {
    this.#abandon?.()
  }

  tcpConnected(remoteAddress: string | undefined): void {
    this.#tcpConnected = performance.now()
    this.remoteAddress = remoteAddress
  }

  /** The handshake is done, as far as the client can tell. */
  get isSecure(): boolean {
    return this.#secure
  }

  secured(): void {
    this.#secure = true
  }

  judged(verdict: Verdict): void {
    this.#ended ??= performance.now()
    this.#verdict = verdict
    this.#decoded = undefined
  }

  /** What Node makes of the chain alone: it counts where the connection fails before Node has looked at the name. */
  chainJudged(verdict: Verdict): void {
    this.#chainVerdict = verdict
  }

  /** The server has sent an OCSP response with its certificate. */
  stapled(ocspResponse: Uint8Array): void {
    this.#ocspResponse = ocspResponse
  }

  /** The server's own OCSP response says that its certificate is revoked. */
  get isRevoked(): boolean {
    if (this.#ocspResponse === undefined) return false
    return this.handshake.verification.problems.some((problem) => problem.class === 'revoked')
  }

  failed(error: Error): void {
    this.#ended ??= performance.now()
    this.#failure ??= error
    this.#decoded = undefined
  }

  /** An HTTP answer came over this connection. */
  get hasAnswered(): boolean {
    return this.#answered
  }

  answered(): void {
    this.#answered = true
  }

  /** TCP is up: what fails from here on is TLS or later. */
  get reached(): boolean {
    return this.#tcpConnected !== undefined
  }

  ended(): void {
    this.#ended ??= performance.now()
    this.#closed = true
    // A record outlives its connection: it must not hold on to the sockets.
    this.#abandon = undefined
    this.#serverSpoke = undefined
  }

  /** What the bytes so far say; the same object until more of the handshake has been recorded. */
  get handshake(): Handshake {
    const { version } = this.recorder
    if (this.#decoded?.version !== version) {
      this.#decoded = { version, handshake: this.#compose(readWireHandshake(this.recorder.recording)) }
    }
    return this.#decoded.handshake
  }

  get captured(): CapturedConnection {
    return {
      recording: this.recorder.recording,
      startedAt: this.#startedAt,
      ...(this.remoteAddress === undefined ? {} : { serverAddress: this.remoteAddress }),
      serverPort: this.target.port,
    }
  }

  #compose(wire: WireHandshake): Handshake {
    const { target, profile } = this
    const { clientCertificate: configured } = profile
    return {
      host: target.host,
      port: target.port,
      ...(this.remoteAddress === undefined ? {} : { remoteAddress: this.remoteAddress }),
      ...wire,
      clientCertificate: { ...wire.clientCertificate, ...(configured === undefined ? {} : { configured }) },
      verification: verificationOf({
        target,
        profile,
        chain: wire.serverCertificate.chain,
        at: this.#startedAt,
        verdict: this.#verdict,
        chainVerdict: this.#chainVerdict,
        ocspResponse: this.#ocspResponse,
      }),
      startedAt: this.#startedAt.toISOString(),
      durationMs: this.#durations(),
    }
  }

  #durations(): Handshake['durationMs'] {
    const now = performance.now()
    const connected = this.#tcpConnected ?? this.#ended ?? now
    const tls = this.#tcpConnected === undefined ? 0 : (this.#ended ?? now) - connected
    return { tcp: milliseconds(connected - this.#start), tls: milliseconds(tls) }
  }
}

function milliseconds(duration: number): number {
  return Math.round(duration * 1000) / 1000
}
