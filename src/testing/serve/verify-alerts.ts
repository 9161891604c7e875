import { alertCode } from '../../tls/registry/alerts.ts'

/** By which alert OpenSSL's server refuses a client's certificate, by the name of the verification error. */
const alertsByCode: Record<string, string> = {
  CERT_HAS_EXPIRED: 'certificate_expired',
  CRL_HAS_EXPIRED: 'certificate_expired',
  CERT_REVOKED: 'certificate_revoked',
  INVALID_PURPOSE: 'unsupported_certificate',
  CERT_SIGNATURE_FAILURE: 'decrypt_error',
  CRL_SIGNATURE_FAILURE: 'decrypt_error',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown_ca',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown_ca',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown_ca',
  UNABLE_TO_GET_CRL: 'unknown_ca',
  UNABLE_TO_GET_CRL_ISSUER: 'unknown_ca',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'unknown_ca',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown_ca',
  CERT_CHAIN_TOO_LONG: 'unknown_ca',
  PATH_LENGTH_EXCEEDED: 'unknown_ca',
  INVALID_CA: 'unknown_ca',
  CERT_NOT_YET_VALID: 'bad_certificate',
  CERT_UNTRUSTED: 'bad_certificate',
  CERT_REJECTED: 'bad_certificate',
  CA_KEY_TOO_SMALL: 'bad_certificate',
  CA_MD_TOO_WEAK: 'bad_certificate',
  EE_KEY_TOO_SMALL: 'bad_certificate',
  CRL_NOT_YET_VALID: 'bad_certificate',
  UNABLE_TO_DECRYPT_CERT_SIGNATURE: 'bad_certificate',
  UNABLE_TO_DECRYPT_CRL_SIGNATURE: 'bad_certificate',
  UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY: 'bad_certificate',
  ERROR_IN_CERT_NOT_BEFORE_FIELD: 'bad_certificate',
  ERROR_IN_CERT_NOT_AFTER_FIELD: 'bad_certificate',
  ERROR_IN_CRL_LAST_UPDATE_FIELD: 'bad_certificate',
  ERROR_IN_CRL_NEXT_UPDATE_FIELD: 'bad_certificate',
  OUT_OF_MEM: 'internal_error',
}

/** Number of the alert for a verification error; every error without one of its own is certificate_unknown. */
export function alertFor(verifyCode: string): number {
  return alertCode(alertsByCode[verifyCode] ?? 'certificate_unknown')!
}

/** Number of the alert to a client that sent no certificate: only TLS 1.3 has one of its own. */
export function alertForNone(protocol: string | null): number {
  return alertCode(protocol === 'TLSv1.3' ? 'certificate_required' : 'handshake_failure')!
}
