import { type Check, type Finding, found } from '../check.ts'
import { hasSoundExtensions } from '../issued-by.ts'
import { nameOf, type PathCertificate } from '../path-certificate.ts'

/** The two old names for strong encryption count for OpenSSL; anyExtendedKeyUsage does not. */
const serverPurposes = ['serverAuth', 'msSGC', 'nsSGC']
const serverKeyUsages = ['digitalSignature', 'keyEncipherment', 'keyAgreement']

/** Whether the certificates are for TLS servers (RFC 5280 4.2.1.3, 4.2.1.12). An authority's purposes bind what it issues. */
export const checkPurpose: Check = ({ certificates }) =>
  certificates.flatMap((certificate, depth) => {
    const reason = hasSoundExtensions(certificate) ? whyNotForServers(certificate, depth) : undefined
    return reason === undefined ? [] : [wrongPurpose(certificate, depth, reason)]
  })

function wrongPurpose(certificate: PathCertificate, depth: number, reason: string): Finding {
  const message = `${nameOf(certificate)} is not for TLS servers: ${reason}.`
  return found('wrong-purpose', ['INVALID_PURPOSE'], certificate, depth, message)
}

function whyNotForServers({ parsed }: PathCertificate, depth: number): string | undefined {
  const { extendedKeyUsage: purposes, keyUsage, netscapeCertType } = parsed
  const reasons = [
    purposes &&
      !purposes.some((purpose) => serverPurposes.includes(purpose)) &&
      `its extended key usage is ${listed(purposes)}, without serverAuth`,
    depth === 0 &&
      keyUsage &&
      !keyUsage.some((usage) => serverKeyUsages.includes(usage)) &&
      `its key usage is ${listed(keyUsage)}, without ${listed(serverKeyUsages)}`,
    depth === 0 &&
      netscapeCertType &&
      !netscapeCertType.includes('server') &&
      `its Netscape certificate type is ${listed(netscapeCertType)}, without server`,
  ].filter((reason) => typeof reason === 'string')
  return reasons.length === 0 ? undefined : reasons.join(', and ')
}

function listed(names: readonly string[]): string {
  return names.join(', ') || 'empty'
}
