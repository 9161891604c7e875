import '../ambient/assertions.ts'

import { toHaveAlpn } from './to-have-alpn.ts'
import { toHaveCertError } from './to-have-cert-error.ts'
import { toHaveCipher } from './to-have-cipher.ts'
import { toHaveClientCertValidFor } from './to-have-client-cert-valid-for.ts'
import { toHaveKeyExchange } from './to-have-key-exchange.ts'
import { toHaveRejectedClientCert } from './to-have-rejected-client-cert.ts'
import { toHaveRequestedClientCert } from './to-have-requested-client-cert.ts'
import { toHaveResumedSession } from './to-have-resumed-session.ts'
import { toHaveSentClientCert } from './to-have-sent-client-cert.ts'
import { toHaveServerCert } from './to-have-server-cert.ts'
import { toHaveServerCertValidFor } from './to-have-server-cert-valid-for.ts'
import { toHaveServerChain } from './to-have-server-chain.ts'
import { toHaveStapledOcsp } from './to-have-stapled-ocsp.ts'
import { toHaveTlsAlert } from './to-have-tls-alert.ts'
import { toHaveTlsVersion } from './to-have-tls-version.ts'

/** Every matcher: `expect.extend(matchers)`. */
export const matchers = {
  toHaveSentClientCert,
  toHaveRequestedClientCert,
  toHaveRejectedClientCert,
  toHaveCertError,
  toHaveServerCert,
  toHaveServerCertValidFor,
  toHaveClientCertValidFor,
  toHaveServerChain,
  toHaveTlsVersion,
  toHaveAlpn,
  toHaveKeyExchange,
  toHaveStapledOcsp,
  toHaveCipher,
  toHaveTlsAlert,
  toHaveResumedSession,
}

export type { CertificateExpectation, CertificateFields } from './certificate-expectation.ts'
export type {
  AlertExpectation,
  CertificateRequestExpectation,
  MtlsMatchers,
  RejectionExpectation,
  TlsVersionExpectation,
  ValidityExpectation,
} from './types.ts'
