import { extensionIdentifiers } from '../../tls/x509/object-identifiers.ts'
import { type Check, type Finding, found } from '../check.ts'
import { hasSoundExtensions, isSelfIssued, isSelfSigned } from '../issued-by.ts'
import { nameOf, type PathCertificate } from '../path-certificate.ts'

/** Whether every issuer may issue, and as far down as it did (RFC 5280 4.2.1.3, 4.2.1.9). */
export const checkAuthorities: Check = ({ certificates }) =>
  certificates.flatMap((certificate, depth) => [
    ...proxyProblem(certificate, depth),
    ...(depth > 0 ? authorityProblem(certificates, depth) : []),
    ...(depth > 1 ? pathLengthProblem(certificate, depth, certificates.slice(1, depth)) : []),
  ])

/** RFC 3820: a certificate that its holder signed for another. */
function proxyProblem(certificate: PathCertificate, depth: number): Finding[] {
  if (!isProxy(certificate)) return []
  const message = `${nameOf(certificate)} is a proxy certificate, which OpenSSL does not allow.`
  return [found('other', ['PROXY_CERTIFICATES_NOT_ALLOWED'], certificate, depth, message)]
}

function isProxy({ parsed }: PathCertificate): boolean {
  return parsed.extensions.some(({ identifier }) => identifier === extensionIdentifiers.proxyCertInfo)
}

function authorityProblem(certificates: readonly PathCertificate[], depth: number): Finding[] {
  const authority = certificates[depth]!
  // What a proxy certificate is signed by is no authority.
  if (isProxy(certificates[depth - 1]!)) return []
  const reason = whyNoAuthority(authority, depth === certificates.length - 1)
  if (reason === undefined) return []
  const codes = ['INVALID_CA', 'INVALID_PURPOSE', 'KEYUSAGE_NO_CERTSIGN']
  const message = `${nameOf(authority)} issued a certificate but is not a CA: ${reason}.`
  return [found('not-a-ca', codes, authority, depth, message)]
}

function whyNoAuthority(authority: PathCertificate, isLast: boolean): string | undefined {
  const { keyUsage, basicConstraints, netscapeCertType, version } = authority.parsed
  if (!hasSoundExtensions(authority)) return undefined
  if (keyUsage && !keyUsage.includes('keyCertSign')) return 'its key usage does not include keyCertSign'
  if (basicConstraints) return basicConstraints.isCA ? undefined : 'its basic constraints say so'
  // OpenSSL takes these for authorities at the end of a path: roots from before the extension, what may sign, Netscape's.
  const isOld = (version === 1 && isSelfSigned(authority)) || netscapeCertType?.includes('sslCA')
  return isLast && (keyUsage || isOld) ? undefined : 'it has no basic constraints'
}

/** `below`: authorities between this one and the server's certificate; self-issued ones do not count (RFC 5280 6.1.4 (l)). */
function pathLengthProblem(authority: PathCertificate, depth: number, below: readonly PathCertificate[]): Finding[] {
  const limit = authority.parsed.basicConstraints?.pathLength
  const length = below.filter((certificate) => !isSelfIssued(certificate)).length
  if (limit === undefined || length <= limit) return []
  const message = `${nameOf(authority)} allows ${limit} authorities below it, and the chain has ${length}.`
  return [found('path-too-long', ['PATH_LENGTH_EXCEEDED'], authority, depth, message)]
}
