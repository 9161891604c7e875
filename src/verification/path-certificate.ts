import { X509Certificate } from 'node:crypto'
import { type ParsedCertificate, type ParsedName, parseCertificate } from '../tls/parsed-certificate.ts'

/** One certificate on the way from the server's to a trust anchor. */
export interface PathCertificate {
  /** Place in the chain on the wire; absent: a trust anchor that was not sent. */
  position?: number
  parsed: ParsedCertificate
  /** Absent when Node cannot read it. */
  x509?: X509Certificate
}

/** Never throws: what cannot be read stays absent. */
export function readPathCertificate(der: Uint8Array, position?: number): PathCertificate {
  const x509 = attempt(() => new X509Certificate(der))
  return { parsed: parseCertificate(der), ...(position !== undefined && { position }), ...(x509 && { x509 }) }
}

/** Its subject is its issuer, and the key identifiers do not contradict that. */
export function isSelfIssued(certificate: PathCertificate): boolean {
  return mayHaveIssued(certificate, certificate)
}

/** By names and key identifiers (RFC 5280 6.1.3 (a) (4), 4.2.1.1), as OpenSSL looks for issuers. */
export function mayHaveIssued({ parsed: issuer }: PathCertificate, { parsed: issued }: PathCertificate): boolean {
  const identifier = issued.authorityKeyIdentifier?.keyIdentifier
  const { subjectKeyIdentifier } = issuer
  const sameKey = !identifier || !subjectKeyIdentifier || identifier === subjectKeyIdentifier
  return sameKey && sameName(issuer.subject, issued.issuer)
}

/** Whether the key of `issuer` made the signature; undefined when Node cannot tell. */
export function isSignedBy(certificate: PathCertificate, issuer: PathCertificate): boolean | undefined {
  const { x509: signed } = certificate
  const { x509: signer } = issuer
  return signed && signer && attempt(() => signed.verify(signer.publicKey))
}

/** How sentences call it. */
export function nameOf({ parsed, position }: PathCertificate): string {
  return (
    parsed.subject?.text || (position === undefined ? 'a trusted certificate' : `certificate ${position} of the chain`)
  )
}

/** RFC 5280 section 7.1: case and runs of spaces do not matter. */
function sameName(a: ParsedName | undefined, b: ParsedName | undefined): boolean {
  return a !== undefined && b !== undefined && normal(a.text) === normal(b.text)
}

function normal(name: string): string {
  return name.toLowerCase().replace(/\s+/g, ' ').trim()
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
