import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:tls'
import type { Identity } from '../../fixtures/identity.ts'
import { startMtlsServer } from '../../fixtures/mtls-server.ts'
import type { CertificateProblem } from '../../src/tls/handshake.ts'
import { findProblems, type VerificationInput } from '../../src/verification/find-problems.ts'
import type { NodeError } from '../../src/verification/node-error.ts'

export interface Judged {
  /** Node's own, of a real connection; undefined: it accepted. */
  nodeError: NodeError | undefined
  problems: CertificateProblem[]
  classes: string[]
  /** The classes that are found without Node's word, by the anchors alone. */
  ownClasses: string[]
}

export interface Trust {
  /** PEM. */
  ca?: string[]
  servername?: string
  /** PEM. */
  crl?: string
  /** Whether `findProblems` is told what is trusted; default true. */
  anchorsKnown?: boolean
}

/** The server has to send what its OpenSSL would not load otherwise. */
const weak = { ciphers: 'DEFAULT:@SECLEVEL=0' }

/** Connects to a real server with this certificate, and lists its problems beside Node's verdict. */
export async function judge(identity: Pick<Identity, 'chain' | 'key'>, trust: Trust = {}): Promise<Judged> {
  const { ca = [], servername = 'localhost', anchorsKnown = true, crl } = trust
  await using server = await startMtlsServer({ identity, clientCertificate: 'none', tls: weak })
  const socket = connect({ host: '127.0.0.1', port: server.port, servername, ca, ...(crl && { crl }) })
  const nodeError: NodeError | undefined = await once(socket, 'secureConnect').then(
    () => undefined,
    ({ code, message }) => ({ code, message }),
  )
  socket.destroy()
  const anchors = ca.map((pem) => new X509Certificate(pem))
  const input: VerificationInput = {
    chain: derOf(identity.chain),
    host: servername,
    at: new Date(),
    trusted: nodeError === undefined,
    ...(nodeError && { nodeError }),
    ...(anchorsKnown && { trustAnchors: anchors }),
  }
  const problems = findProblems(input)
  const { nodeError: _, ...withoutNode } = input
  const own = findProblems({ ...withoutNode, trusted: false, trustAnchors: anchors })
  const classesOf = (list: CertificateProblem[]): string[] => list.map((problem) => problem.class)
  return { nodeError, problems, classes: classesOf(problems), ownClasses: classesOf(own) }
}

export function derOf(chain: string): Uint8Array[] {
  const blocks = chain.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  return blocks.map((pem) => new X509Certificate(pem).raw)
}
