import type { ConnectionProfile } from '../credentials/profile.ts'
import type { Certificate, Handshake, Verification } from '../tls/handshake.ts'
import { findProblems } from '../verification/find-problems.ts'
import { nameWarnings } from '../verification/name-warnings.ts'
import type { NodeError } from '../verification/node-error.ts'
import { problemsOfReading } from '../verification/problems-of-reading.ts'
import { stapledRevocation } from '../verification/stapled-revocation.ts'
import type { Target } from './target.ts'
import { type Verdict, withName } from './verdict.ts'

/** What is known about the server's certificate. */
interface ServerCertificate {
  target: Target
  profile: ConnectionProfile
  /** As it came over the wire. */
  sent: Handshake['serverCertificate']
  /** The moment of the verification. */
  at: Date
  verdict: Verdict | undefined
  /** Counts when there is no `verdict`. */
  chainVerdict: Verdict | undefined
  /** DER. */
  ocspResponse: Uint8Array | undefined
  /** The error by which the handshake failed. */
  failure: NodeError | undefined
}

/** Node's word, with every problem that there is. */
export function verificationOf(server: ServerCertificate): Verification {
  const { target, profile, at, ocspResponse } = server
  const { chain } = server.sent
  const name = profile.servername ?? target.host
  const verdict = server.verdict ?? (chain[0] && server.chainVerdict && withName(server.chainVerdict, name, chain[0]))
  const trusted = verdict?.trusted ?? false
  // nobody looks at the bytes of a chain that is good
  const bytes = trusted && !ocspResponse ? [] : chain.map(derOf)
  const problems = [
    ...(ocspResponse && bytes[0] ? stapledRevocation(ocspResponse, bytes[0], at) : []),
    ...(verdict?.error ? problemsFound(server, bytes, name, verdict.error) : []),
    ...(verdict ? [] : problemsOfReading(server.sent, bytes, server.failure)),
  ]
  const warnings = chain[0] ? nameWarnings(chain[0], name) : []
  return {
    enabled: profile.verify,
    trusted: trusted && problems.length === 0,
    problems,
    ...(warnings.length > 0 && { warnings }),
  }
}

function problemsFound({ profile, at }: ServerCertificate, chain: Uint8Array[], host: string, nodeError: NodeError) {
  const { ca, defaults, crl } = profile.trustAnchors()
  const securityLevel = /@SECLEVEL=(\d)/.exec(profile.ciphers ?? '')?.[1]
  return findProblems({
    ...{ chain, host, at, trusted: false, nodeError },
    ...{ trustAnchors: ca, defaultAnchors: defaults, revocationLists: crl },
    ...(securityLevel === undefined ? {} : { securityLevel: Number(securityLevel) }),
  })
}

export function derOf({ pem }: Certificate): Uint8Array {
  return Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64')
}
