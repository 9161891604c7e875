import type { ConnectionProfile } from '../credentials/profile.ts'
import type { Certificate, Verification } from '../tls/handshake.ts'
import { findProblems } from '../verification/find-problems.ts'
import { stapledRevocation } from '../verification/stapled-revocation.ts'
import type { Target } from './connection.ts'
import { type Verdict, withName } from './verdict.ts'

/** What is known about the server's certificate. */
interface ServerCertificate {
  target: Target
  profile: ConnectionProfile
  /** As it came over the wire. */
  chain: readonly Certificate[]
  /** The moment of the verification. */
  at: Date
  verdict: Verdict | undefined
  /** Counts when there is no `verdict`. */
  chainVerdict: Verdict | undefined
  /** DER. */
  ocspResponse: Uint8Array | undefined
}

/** Node's word, with every problem that there is. */
export function verificationOf(server: ServerCertificate): Verification {
  const { target, profile, at, chainVerdict, ocspResponse } = server
  const [leaf] = server.chain
  const name = profile.servername ?? target.host
  const verdict = server.verdict ?? (leaf && chainVerdict && withName(chainVerdict, name, leaf))
  const securityLevel = /@SECLEVEL=(\d)/.exec(profile.ciphers ?? '')?.[1]
  const trusted = verdict?.trusted ?? false
  // nobody looks at the bytes of a chain that is good
  const chain = trusted && !ocspResponse ? [] : server.chain.map(({ pem }) => derOf(pem))
  const found = findProblems({
    chain,
    host: target.host,
    at,
    trusted,
    ...(profile.servername === undefined ? {} : { servername: profile.servername }),
    ...(verdict?.error === undefined ? {} : { nodeError: verdict.error, trustAnchors: profile.trustAnchors() }),
    ...(securityLevel === undefined ? {} : { securityLevel: Number(securityLevel) }),
  })
  const revocation = ocspResponse && chain[0] ? stapledRevocation(ocspResponse, chain[0], at) : []
  return {
    enabled: profile.verify,
    trusted: trusted && revocation.length === 0,
    problems: [...revocation, ...found],
  }
}

function derOf(pem: string): Uint8Array {
  return Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64')
}
