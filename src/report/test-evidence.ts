import type { FlawTable } from '../evidence/flaw-table.ts'
import type { Judgement } from '../evidence/judgement.ts'
import type { Certificate, CertificateRequest, Handshake } from '../tls/handshake.ts'
import type { ConfiguredEntries } from './configured-entries.ts'

/**
 * What the requests of one test (or of a file's hooks) came to, as it travels in `meta.mtls` of its task: plain JSON, of bounded size,
 * without keys, queries of URLs or bodies.
 */
export interface TestEvidence {
  calls: ReportedCall[]
  /** How many calls more there were than `calls` lists. */
  furtherCalls: number
  connections: ReportedConnection[]
  /** How many connections more there were than `connections` lists. */
  furtherConnections: number
  /** Every certificate of the connections once, by its `fingerprint256`. */
  certificates: Record<string, Certificate>
  /** What servers asked for: `ReportedConnection` refers to it by place. */
  certificateRequests: CertificateRequest[]
  /** Places of the config's entries that its calls were offered, to servers or to proxies; absent: none. */
  usedEntries?: string[]
  /** What there is to be used: in the first evidence of a file. */
  configured?: ConfiguredEntries
  /** What servers did with flawed client certificates; absent: none was tried. */
  flaws?: FlawTable[]
  /** Name of a file in the folder of captures. */
  capture?: string
}

/** One call of `request`. */
export interface ReportedCall {
  method: string
  /** Without its query: that may hold a token. */
  url: string
  /** Which client asked, where it was not `request`: `axios over https`. */
  client?: string
  /** 1 for the first attempt; retries and repeats count on. */
  attempt: number
  status?: number
  error?: { name: string; code?: string; message: string }
  /** Of a call that failed or was answered with an error status. */
  judgement?: Judgement
  /** It offered a flawed client certificate, or none, to see it refused. */
  trial?: true
  /** Places in `connections`, one a hop. */
  connections: number[]
  /** How many of its connections are not listed, because the test had too many; absent: none. */
  unlisted?: number
}

/** One TLS connection and how many calls it carried. */
export interface ReportedConnection {
  /** The same connection has the same number in every test of a file. */
  id: number
  requests: number
  handshake: CondensedHandshake
}

/** A handshake with references in place of what would be repeated. */
export interface CondensedHandshake extends Omit<Handshake, 'clientCertificate' | 'serverCertificate'> {
  clientCertificate: Omit<Handshake['clientCertificate'], 'chain' | 'request'> & {
    /** Fingerprints, leaf first. */
    chain: string[]
    /** Place in `certificateRequests`. */
    request?: number
  }
  serverCertificate: { chain: string[] }
}

/** The handshake of a connection as `handshakeOf` gave it in the test. */
export function handshakeIn(evidence: TestEvidence, { handshake }: ReportedConnection): Handshake {
  const { clientCertificate, serverCertificate, ...rest } = handshake
  const { chain, request, ...client } = clientCertificate
  const certificates = (fingerprints: string[]) =>
    fingerprints.flatMap((fingerprint) => evidence.certificates[fingerprint] ?? [])
  const asked = request === undefined ? undefined : evidence.certificateRequests[request]
  return {
    ...rest,
    clientCertificate: { ...client, chain: certificates(chain), ...(asked && { request: asked }) },
    serverCertificate: { chain: certificates(serverCertificate.chain) },
  }
}
