import { type Check, found } from '../check.ts'
import { isSelfIssued } from '../issued-by.ts'
import { nameOf, type PathCertificate } from '../path-certificate.ts'

/** Every link's signature (RFC 5280 6.1.3 (a) (1)); that of the last certificate proves nothing. */
export const checkSignatures: Check = ({ certificates }) =>
  certificates.slice(0, -1).flatMap((certificate, depth) => {
    const issuer = certificates[depth + 1]!
    if (isSignedBy(certificate, issuer)) return []
    const message = `The signature of ${nameOf(certificate)} does not fit the key of its issuer, ${nameOf(issuer)}${sameNameHint(certificate, issuer)}.`
    return [found('bad-signature', ['CERT_SIGNATURE_FAILURE'], certificate, depth, message)]
  })

function isSignedBy({ x509, parsed }: PathCertificate, { publicKey }: PathCertificate): boolean {
  if (!x509 || !publicKey || parsed.signatureAlgorithmDiffers) return false
  try {
    return x509.verify(publicKey)
  } catch {
    return false
  }
}

/** A root that was made anew keeps its name and gets another key. */
function sameNameHint(certificate: PathCertificate, issuer: PathCertificate): string {
  const isTrustedAlone = issuer.position === undefined && !isSelfIssued(certificate)
  return isTrustedAlone ? ': another key has the same name, or the certificate was changed' : ''
}
