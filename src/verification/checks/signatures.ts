import { type Check, problemOf } from '../check.ts'
import { isSignedBy, nameOf } from '../path-certificate.ts'

/** Every link's signature (RFC 5280 6.1.3 (a) (1)); that of the last certificate proves nothing. */
export const checkSignatures: Check = ({ certificates }) =>
  certificates.slice(0, -1).flatMap((certificate, index) => {
    const issuer = certificates[index + 1]!
    if (isSignedBy(certificate, issuer) !== false) return []
    const message = `The signature of ${nameOf(certificate)} does not fit the key of its issuer, ${nameOf(issuer)}.`
    return [problemOf('bad-signature', certificate, message)]
  })
