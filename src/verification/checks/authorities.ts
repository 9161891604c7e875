import type { CertificateProblem } from '../../tls/handshake.ts'
import { type Check, problemOf } from '../check.ts'
import { isSelfIssued, nameOf, type PathCertificate } from '../path-certificate.ts'

/** Whether every issuer may issue, and as far down as it did (RFC 5280 4.2.1.3, 4.2.1.9). */
export const checkAuthorities: Check = ({ certificates }) =>
  certificates
    .slice(1)
    .flatMap((authority, index) => [
      ...authorityProblem(authority),
      ...pathLengthProblem(authority, certificates.slice(1, index + 1)),
    ])

function authorityProblem(authority: PathCertificate): CertificateProblem[] {
  const reason = whyNoAuthority(authority)
  if (reason === undefined) return []
  return [problemOf('not-a-ca', authority, `${nameOf(authority)} issued a certificate but is not a CA: ${reason}.`)]
}

function whyNoAuthority(authority: PathCertificate): string | undefined {
  const { keyUsage, basicConstraints, version } = authority.parsed
  if (keyUsage && !keyUsage.includes('keyCertSign')) return 'its key usage does not include keyCertSign'
  if (basicConstraints) return basicConstraints.isCA ? undefined : 'its basic constraints say so'
  // OpenSSL takes these two for authorities: a key usage that says so, and roots from before the extension.
  return keyUsage || (version === 1 && isSelfIssued(authority)) ? undefined : 'it has no basic constraints'
}

/** `below`: authorities between this one and the server's certificate; self-issued ones do not count (RFC 5280 6.1.4 (l)). */
function pathLengthProblem(authority: PathCertificate, below: readonly PathCertificate[]): CertificateProblem[] {
  const limit = authority.parsed.basicConstraints?.pathLength
  const length = below.filter((certificate) => !isSelfIssued(certificate)).length
  if (limit === undefined || length <= limit) return []
  const message = `${nameOf(authority)} allows ${limit} authorities below it, and the chain has ${length}.`
  return [problemOf('path-too-long', authority, message)]
}
