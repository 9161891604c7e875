import { type Check, type Finding, found } from '../check.ts'
import { hasSoundExtensions } from '../issued-by.ts'
import { nameOf, type PathCertificate } from '../path-certificate.ts'

/** The two old names for strong encryption count for OpenSSL; anyExtendedKeyUsage does not. */
const serverPurposes = ['serverAuth', 'msSGC', 'nsSGC']
const serverKeyUsages = ['digitalSignature', 'keyEncipherment', 'keyAgreement']

/** Whether the certificates are for TLS servers (RFC 5280 4.2.1.3, 4.2.1.12). An authority's purposes bind what it issues. */
export const checkPurpose: Check = ({ certificates }) =>
  certificates.flatMap((certificate, depth) => {
    const isProxied = certificates[depth - 1]?.parsed.proxy !== undefined
    const reason = hasSoundExtensions(certificate)
      ? whyNotForServers(certificate, depth === 0 || isProxied, isProxied)
      : undefined
    return reason === undefined ? [] : [wrongPurpose(certificate, depth, reason)]
  })

function wrongPurpose(certificate: PathCertificate, depth: number, reason: string): Finding {
  const message = `${nameOf(certificate)} is not for TLS servers: ${reason}.`
  const codes = ['INVALID_PURPOSE', 'INVALID_NON_CA', 'KEYUSAGE_NO_DIGITAL_SIGNATURE']
  return found('wrong-purpose', codes, certificate, depth, message)
}

/** `isServers`: of a server, or of one that signed a proxy certificate for itself (`isProxied`, RFC 3820 3.1). */
function whyNotForServers({ parsed }: PathCertificate, isServers: boolean, isProxied: boolean): string | undefined {
  const { extendedKeyUsage: purposes, keyUsage, netscapeCertType, basicConstraints } = parsed
  const reasons = [
    purposes &&
      !purposes.some((purpose) => serverPurposes.includes(purpose)) &&
      `its extended key usage is ${listed(purposes)}, without serverAuth`,
    isServers &&
      keyUsage &&
      !keyUsage.some((usage) => serverKeyUsages.includes(usage)) &&
      `its key usage is ${listed(keyUsage)}, without ${listed(serverKeyUsages)}`,
    isServers &&
      netscapeCertType &&
      !netscapeCertType.includes('server') &&
      `its Netscape certificate type is ${listed(netscapeCertType)}, without server`,
    isProxied && basicConstraints?.isCA && 'it is a CA, and signed a proxy certificate',
    isProxied &&
      keyUsage &&
      !keyUsage.includes('digitalSignature') &&
      'it signed a proxy certificate, and its key usage does not include digitalSignature',
  ].filter((reason) => typeof reason === 'string')
  return reasons.length === 0 ? undefined : reasons.join(', and ')
}

function listed(names: readonly string[]): string {
  return names.join(', ') || 'empty'
}
