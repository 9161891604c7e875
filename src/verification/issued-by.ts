import type { AuthorityKeyIdentifier } from '../tls/x509/certificate-extensions.ts'
import { distinguishedNameOf } from './general-names.ts'
import type { PathCertificate } from './path-certificate.ts'

/** Its subject is its issuer (RFC 5280 section 3.2): such authorities do not count for path lengths and name constraints. */
export function isSelfIssued({ subject, issuer }: PathCertificate): boolean {
  return subject === issuer
}

/** Self-issued, and neither the key identifiers nor the kind of key contradict that its own key signed it. */
export function isSelfSigned(certificate: PathCertificate): boolean {
  return isIssuedBy(certificate, certificate)
}

/** Whether OpenSSL takes `issuer` for the issuer, without a look at the signature: names, key identifiers and the kind of key decide. */
export function isIssuedBy(certificate: PathCertificate, issuer: PathCertificate): boolean {
  return certificate.issuer === issuer.subject && whyNotIssuedBy(certificate, issuer) === undefined
}

/** What speaks against an issuer that has the right name. */
export type IssuerDefect = 'extensions' | 'key-identifier' | 'serial-number' | 'key' | 'kind-of-key'

export function whyNotIssuedBy(certificate: PathCertificate, issuer: PathCertificate): IssuerDefect | undefined {
  if (!certificate.x509 || !issuer.x509) return 'extensions'
  if (!hasSoundExtensions(certificate) || !hasSoundExtensions(issuer)) return 'extensions'
  const mismatch = identifierMismatch(issuer, certificate.parsed.authorityKeyIdentifier)
  if (mismatch) return mismatch
  const { publicKey } = issuer
  if (!publicKey) return 'key'
  return keyTypesOf(certificate).includes(String(publicKey.asymmetricKeyType)) ? undefined : 'kind-of-key'
}

export function hasSoundExtensions({ parsed }: PathCertificate): boolean {
  return parsed.extensionDefects.length === 0
}

/** RFC 5280 4.2.1.1: the key's identifier, and the issuer and serial number of the issuer's own certificate. */
export function identifierMismatch(
  issuer: PathCertificate,
  identifier: AuthorityKeyIdentifier | undefined,
): IssuerDefect | undefined {
  const { subjectKeyIdentifier, serialNumber } = issuer.parsed
  const wanted = identifier?.keyIdentifier
  if (wanted !== undefined && subjectKeyIdentifier !== undefined && wanted !== subjectKeyIdentifier)
    return 'key-identifier'
  if (identifier?.serialNumber !== undefined && identifier.serialNumber !== serialNumber) return 'serial-number'
  const name = distinguishedNameOf(identifier?.issuer)
  return name === undefined || name === issuer.issuer ? undefined : 'serial-number'
}

/** Node's names for keys that can have made the signature. */
function keyTypesOf({ parsed: { signedAlgorithm } }: PathCertificate): string[] {
  const name = signedAlgorithm?.name ?? ''
  if (name === 'RSASSA-PSS') return ['rsa', 'rsa-pss']
  const family = /rsa|ecdsa|dsa$|^dsa|^ed\d+|^ml-dsa-\d+/i.exec(name)?.[0].toLowerCase()
  return family === undefined ? [] : [family === 'ecdsa' ? 'ec' : family]
}
