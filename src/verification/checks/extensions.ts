import { type Check, found } from '../check.ts'
import { nameOf } from '../path-certificate.ts'

/** Extensions that OpenSSL understands when they are critical (X509_supported_extension); not the key identifiers. */
const understood = new Set([
  '2.5.29.15', // keyUsage
  '2.5.29.17', // subjectAltName
  '2.5.29.19', // basicConstraints
  '2.5.29.30', // nameConstraints
  '2.5.29.31', // cRLDistributionPoints
  '2.5.29.32', // certificatePolicies
  '2.5.29.33', // policyMappings
  '2.5.29.36', // policyConstraints
  '2.5.29.37', // extKeyUsage
  '2.5.29.54', // inhibitAnyPolicy
  '1.3.6.1.5.5.7.1.7', // RFC 3779 addresses
  '1.3.6.1.5.5.7.1.8', // RFC 3779 autonomous systems
  '1.3.6.1.5.5.7.1.14', // RFC 3820 proxy certificate
  '1.3.6.1.5.5.7.48.1.5', // OCSP no check
  '2.16.840.1.113730.1.1', // Netscape certificate type
])

const keyIdentifiers = new Map([
  ['2.5.29.14', 'subjectKeyIdentifier'],
  ['2.5.29.35', 'authorityKeyIdentifier'],
])

/** A critical extension that is not understood refuses the certificate (RFC 5280 4.2). */
export const checkExtensions: Check = ({ certificates }) =>
  certificates.flatMap((certificate, depth) => {
    const unknown = certificate.parsed.extensions.filter(
      ({ critical, identifier }) => critical && !understood.has(identifier),
    )
    if (unknown.length === 0) return []
    const list = unknown.map(({ identifier }) => nameOfExtension(identifier)).join(', ')
    const message = `${nameOf(certificate)} has a critical extension that OpenSSL does not take as such: ${list}.`
    return [found('unhandled-extension', ['UNHANDLED_CRITICAL_EXTENSION'], certificate, depth, message)]
  })

/** RFC 5280 4.2.1.1 and 4.2.1.2 want these never to be critical. */
function nameOfExtension(identifier: string): string {
  const name = keyIdentifiers.get(identifier)
  return name === undefined ? identifier : `${name} (${identifier}), which must not be critical`
}
