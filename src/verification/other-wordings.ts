import type { CertificateProblemClass } from '../tls/handshake.ts'

/** Messages of OpenSSL 1.1.1, of OpenSSL after 3.0, and of Node, where they differ from `openssl-verify-codes.ts`. */
export const otherWordings: readonly [message: string, problemClass: CertificateProblemClass][] = [
  ['self signed certificate', 'self-signed'],
  ['self signed certificate in certificate chain', 'self-signed'],
  ['unsupported certificate purpose', 'wrong-purpose'],
  ['certificate is not yet valid or the system clock is incorrect', 'not-yet-valid'],
  ['OCSP response(s) invalid', 'other'],
  ['OCSP response signature verification failure', 'other'],
  ['OCSP response not yet valid (contains a date in the future)', 'other'],
  ['OCSP response has expired', 'other'],
  ['no OCSP response available for certificate', 'other'],
  ['Empty Authority Key Identifier', 'malformed'],
  ['Authority Key Identifier issuer and serial number must be paired', 'malformed'],
  ["Hostname/IP does not match certificate's altnames", 'hostname-mismatch'],
  // The OpenSSL library's own reasons, which Node gives when a certificate fails before its verification.
  ['certificate verify failed', 'other'],
  ['ee key too small', 'weak-key'],
  ['ca key too small', 'weak-key'],
  ['ca md too weak', 'weak-signature'],
]

/** Codes of Node that OpenSSL's table does not have. */
export const nodeCodes: readonly [code: string, problemClass: CertificateProblemClass][] = [
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'hostname-mismatch'],
  ['ERR_TLS_CERT_ALTNAME_FORMAT', 'malformed'],
  ['ERR_SSL_EE_KEY_TOO_SMALL', 'weak-key'],
  ['ERR_SSL_CA_KEY_TOO_SMALL', 'weak-key'],
  ['ERR_SSL_CA_MD_TOO_WEAK', 'weak-signature'],
  ['ERR_SSL_CERTIFICATE_VERIFY_FAILED', 'other'],
]
