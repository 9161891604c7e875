import type { X509Certificate } from 'node:crypto'
import { isIssuedBy, isSelfIssued, isSelfSigned } from './issued-by.ts'
import { isSame, type PathCertificate, readPathCertificate } from './path-certificate.ts'
import { isCurrent } from './validity.ts'

/** The way from the server's certificate upwards (RFC 5280 section 6.1), as OpenSSL finds it. */
export interface CertificationPath {
  /** The server's certificate first. */
  certificates: PathCertificate[]
  /**
   * How it ends: at a trust anchor; at a self-signed certificate that is none; at one whose issuer is not there; at the limit of its
   * length; `unreadable`: OpenSSL gives up, because it cannot read the key of a certificate whose issuer it trusts.
   */
  end: 'anchor' | 'self-signed' | 'no-issuer' | 'limit' | 'unreadable'
  /** What the server sent, on the path or not. */
  sent: PathCertificate[]
  /** Whether a certificate that is trusted, but is no root, lies on it. */
  entersTrust: boolean
  /** A certificate with the name of the missing issuer that OpenSSL does not take for it. */
  lookalike?: PathCertificate
}

export interface TrustAnchors {
  certificates: readonly X509Certificate[]
  /** Where they come from: `in ca`. */
  place: string
}

/** The server's certificate and a hundred above it: OpenSSL's limit, and Node leaves it so. */
const longest = 101

/** `anchors`: everything that is trusted, in the order in which OpenSSL got it. At each step it prefers an anchor to what was sent. */
export function buildPath(chain: readonly Uint8Array[], anchors: readonly TrustAnchors[], at: Date): CertificationPath {
  const sent = chain.map((der, position) => readPathCertificate(der, { position }))
  const certificates = sent.slice(0, 1)
  const unused = [...sent]
  const path = { certificates, sent, entersTrust: false }
  for (let last = certificates[0]; last; last = certificates.at(-1)) {
    const trusted = certificates.length <= longest ? bestOf(anchorsFor(last, anchors, sent), last, at) : undefined
    if (trusted && !last.publicKey) return { ...path, end: 'unreadable' }
    if (trusted && isSelfSigned(last)) {
      if (isSame(trusted, last)) return { ...path, end: 'anchor' }
    } else if (trusted) {
      certificates.push(trusted)
      path.entersTrust = true
      if (isSelfSigned(trusted)) return { ...path, end: 'anchor' }
      continue
    }
    // above an anchor OpenSSL looks among the anchors alone
    if (path.entersTrust || isSelfSigned(last) || certificates.length > longest) break
    const named = unused.filter(({ subject }) => subject === last.issuer)
    const issuer = bestOf(named.filter(isNew(last, certificates)), last, at)
    if (!issuer) break
    unused.splice(unused.indexOf(issuer), 1)
    certificates.push(issuer)
  }
  const end = endOf(certificates)
  const lookalike = end === 'no-issuer' ? lookalikeOf(certificates, anchors, sent) : undefined
  return { ...path, end, ...(lookalike && { lookalike }) }
}

function lookalikeOf(
  path: readonly PathCertificate[],
  anchors: readonly TrustAnchors[],
  sent: readonly PathCertificate[],
): PathCertificate | undefined {
  const last = path.at(-1)
  const candidates = last ? [...sent, ...anchorsFor(last, anchors, sent)] : []
  return candidates.find(
    (one) => one.subject === last?.issuer && one.issuer !== '' && !path.some((used) => isSame(used, one)),
  )
}

function endOf(certificates: readonly PathCertificate[]): CertificationPath['end'] {
  if (certificates.length > longest) return 'limit'
  const last = certificates.at(-1)
  return last && isSelfSigned(last) ? 'self-signed' : 'no-issuer'
}

function isNew(last: PathCertificate, path: readonly PathCertificate[]) {
  return (candidate: PathCertificate) =>
    (isSelfIssued(last) && path.length === 1) || !path.some((used) => isSame(used, candidate))
}

/** The first that is valid now, else the one that was so last. */
function bestOf(
  candidates: readonly PathCertificate[],
  issued: PathCertificate,
  at: Date,
): PathCertificate | undefined {
  const issuers = candidates.filter((candidate) => isIssuedBy(issued, candidate))
  const current = issuers.find((issuer) => isCurrent(issuer, at))
  if (current) return current
  return issuers.reduce<PathCertificate | undefined>(
    (best, issuer) => (best === undefined || expiry(issuer) > expiry(best) ? issuer : best),
    undefined,
  )
}

function expiry({ parsed }: PathCertificate): number {
  return parsed.validTo?.getTime() ?? 0
}

/** Anchors with the name of its issuer, with their place in the chain where they were sent. */
function anchorsFor(
  { x509 }: PathCertificate,
  anchors: readonly TrustAnchors[],
  sent: readonly PathCertificate[],
): PathCertificate[] {
  const wanted = roughName(x509?.issuer)
  return anchors.flatMap(({ certificates, place }) =>
    certificates
      .filter(({ subject }) => roughName(subject) === wanted)
      .map(({ raw }) => {
        const own = sent.find(({ parsed }) => raw.equals(parsed.der))
        return own ?? readPathCertificate(raw, { place })
      }),
  )
}

/** Only to read few certificates: equal names are equal in it too. */
function roughName(name: string | undefined): string {
  return (name ?? '').toLowerCase().replace(/\s+/g, '')
}
