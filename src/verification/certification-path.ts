import type { X509Certificate } from 'node:crypto'
import {
  isSelfIssued,
  isSignedBy,
  mayHaveIssued,
  type PathCertificate,
  readPathCertificate,
} from './path-certificate.ts'

/** The way from the server's certificate upwards (RFC 5280 section 6.1), as far as it is known. */
export interface CertificationPath {
  /** The server's certificate first. */
  certificates: PathCertificate[]
  /** Whether it ends at a trust anchor; undefined: the anchors are not known. */
  anchored: boolean | undefined
}

/** `anchors`: everything that is trusted. As OpenSSL, it prefers an anchor to a certificate that was sent, at every step. */
export function buildPath(chain: readonly Uint8Array[], anchors?: readonly X509Certificate[]): CertificationPath {
  const sent = chain.map((der, position) => readPathCertificate(der, position))
  const certificates = sent.slice(0, 1)
  for (let last = certificates[0]; last; last = certificates.at(-1)) {
    if (isSelfIssued(last))
      return { certificates, anchored: anchors === undefined ? undefined : isAmong(anchors, last) }
    const issuer = issuerOf(last, [...anchorsNamed(last, anchors ?? [], sent), ...sent], certificates)
    if (!issuer) break
    certificates.push(issuer)
  }
  // An authority below its root is no anchor for OpenSSL, even when it is trusted.
  return { certificates, anchored: anchors === undefined ? undefined : false }
}

function isAmong(anchors: readonly X509Certificate[], { x509 }: PathCertificate): boolean {
  // Names first: a fingerprint has to be computed.
  return anchors.some((anchor) => anchor.subject === x509?.subject && isSame(x509, anchor))
}

/** Anchors with the name of its issuer, the longest valid first as OpenSSL takes them, with their place where they were sent. */
function anchorsNamed(
  { x509 }: PathCertificate,
  anchors: readonly X509Certificate[],
  sent: readonly PathCertificate[],
): PathCertificate[] {
  const issuer = x509?.issuer?.toLowerCase()
  return anchors
    .filter(({ subject }) => subject?.toLowerCase() === issuer)
    .map((anchor) => sent.find((one) => isSame(one.x509, anchor)) ?? readPathCertificate(anchor.raw))
    .sort((a, b) => expiry(b) - expiry(a))
}

function expiry({ parsed }: PathCertificate): number {
  return parsed.validTo?.getTime() ?? 0
}

/** The first whose key signed it, else one that claims to have: then the signature is the problem. */
function issuerOf(
  certificate: PathCertificate,
  candidates: readonly PathCertificate[],
  used: readonly PathCertificate[],
): PathCertificate | undefined {
  const isUsed = (candidate: PathCertificate): boolean => used.some(({ x509 }) => isSame(x509, candidate.x509))
  const possible = candidates.filter((candidate) => !isUsed(candidate) && mayHaveIssued(candidate, certificate))
  return possible.find((candidate) => isSignedBy(certificate, candidate)) ?? possible[0]
}

function isSame(a: X509Certificate | undefined, b: X509Certificate | undefined): boolean {
  return a !== undefined && a.fingerprint256 === b?.fingerprint256
}
