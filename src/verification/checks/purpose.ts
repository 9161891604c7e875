import { type Check, problemOf } from '../check.ts'
import { nameOf } from '../path-certificate.ts'

/** The two old names for strong encryption count for OpenSSL; anyExtendedKeyUsage does not. */
const serverPurposes = ['serverAuth', 'msSGC', 'nsSGC']
const serverKeyUsages = ['digitalSignature', 'keyEncipherment', 'keyAgreement']

/** Whether the certificates are for TLS servers (RFC 5280 4.2.1.3, 4.2.1.12). An authority's purposes bind what it issues. */
export const checkPurpose: Check = ({ certificates, leaf }) => {
  const problems = certificates.flatMap((certificate) => {
    const purposes = certificate.parsed.extendedKeyUsage
    if (!purposes || purposes.some((purpose) => serverPurposes.includes(purpose))) return []
    const message = `${nameOf(certificate)} is not for TLS servers: its extended key usage is ${listed(purposes)}, without serverAuth.`
    return [problemOf('wrong-purpose', certificate, message)]
  })
  const usages = leaf.parsed.keyUsage
  if (!usages || usages.some((usage) => serverKeyUsages.includes(usage))) return problems
  const message = `${nameOf(leaf)} is not for TLS servers: its key usage is ${listed(usages)}, without ${listed(serverKeyUsages)}.`
  return [problemOf('wrong-purpose', leaf, message), ...problems]
}

function listed(names: readonly string[]): string {
  return names.join(', ') || 'empty'
}
