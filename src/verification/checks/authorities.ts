import { type Check, type Finding, found } from '../check.ts'
import { hasSoundExtensions, isSelfIssued, isSelfSigned } from '../issued-by.ts'
import { nameOf, type PathCertificate } from '../path-certificate.ts'

/** Whether every issuer may issue, and as far down as it did (RFC 5280 4.2.1.3, 4.2.1.9). */
export const checkAuthorities: Check = ({ certificates }) =>
  certificates.flatMap((certificate, depth) => [
    ...proxyProblem(certificate, depth, certificates.slice(0, depth)),
    ...(depth > 0 ? authorityProblem(certificates, depth) : []),
    ...(depth > 1 ? pathLengthProblem(certificate, depth, certificates.slice(0, depth)) : []),
  ])

/** RFC 3820: a certificate that its holder signed for another; `below`: what it signed, directly or not. */
function proxyProblem(certificate: PathCertificate, depth: number, below: readonly PathCertificate[]): Finding[] {
  const { proxy } = certificate.parsed
  if (!proxy) return []
  const name = nameOf(certificate)
  const message = `${name} is a proxy certificate, which OpenSSL does not allow.`
  const problem = found('other', ['PROXY_CERTIFICATES_NOT_ALLOWED'], certificate, depth, message)
  const { pathLength = Number.POSITIVE_INFINITY } = proxy
  if (below.length <= pathLength) return [problem]
  const tooLong = `${name} allows ${pathLength} proxy certificates below it, and the chain has ${below.length}.`
  return [problem, found('path-too-long', ['PROXY_PATH_LENGTH_EXCEEDED'], certificate, depth, tooLong)]
}

function authorityProblem(certificates: readonly PathCertificate[], depth: number): Finding[] {
  const authority = certificates[depth]!
  // What a proxy certificate is signed by is no authority.
  if (certificates[depth - 1]!.parsed.proxy) return []
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

/** `below`: down to the server's certificate. Neither that nor self-issued ones and proxies count (RFC 5280 6.1.4 (l), RFC 3820 4.1). */
function pathLengthProblem(authority: PathCertificate, depth: number, below: readonly PathCertificate[]): Finding[] {
  const limit = authority.parsed.basicConstraints?.pathLength
  const proxies = below.filter(({ parsed }) => parsed.proxy).length
  const length = below.slice(1).filter((certificate) => !isSelfIssued(certificate)).length - proxies
  if (limit === undefined || length <= limit) return []
  const message = `${nameOf(authority)} allows ${limit} authorities below it, and the chain has ${length}.`
  return [found('path-too-long', ['PATH_LENGTH_EXCEEDED'], authority, depth, message)]
}
