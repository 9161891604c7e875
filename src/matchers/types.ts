import type { Alert, CertificateProblemClass, TlsVersion } from '../tls/handshake.ts'
import type { CertificateExpectation } from './certificate-expectation.ts'
import type { TextExpectation } from './text-expectation.ts'

/** What the server's CertificateRequest should say. */
export interface CertificateRequestExpectation {
  /**
   * Names compare as names. One text: it is among them. An array: they are these, in any order. `[]`: it named none.
   */
  authorities?: TextExpectation | readonly TextExpectation[]
  /** SignatureScheme names: `ecdsa_secp256r1_sha256`. */
  signatureAlgorithms?: TextExpectation | readonly TextExpectation[]
  /** TLS 1.2 only: `rsa_sign`, `ecdsa_sign`. */
  certificateTypes?: TextExpectation | readonly TextExpectation[]
}

/** How the server should have refused the client certificate or its absence. */
export interface RejectionExpectation {
  /**
   * - `alert`: by a TLS alert.
   * - `close`: it asked, then closed or reset the connection without an alert and without an answer.
   * - `http`: it asked, then answered 495, 496, or with a page that names the certificate as the reason, as nginx does; where this is written,
   *   400, 401 and 403 count as well.
   */
  via?: 'alert' | 'close' | 'http'
  /** The alert by name or number: `unknown_ca`, `48`. */
  alert?: TextExpectation | number
  /** The answer by which this server refuses client certificates, 400 to 599: `403`. Implies `http`. */
  status?: number
}

export interface AlertExpectation {
  /** Name or number. */
  alert?: TextExpectation | number
  from?: Alert['from']
  level?: Alert['level']
}

/** `'30 days'`, `{ days: 30 }`, a part of the certificate's life (`'33%'`), or how long its whole life may be at most. */
export type ValidityExpectation = `${number}%` | Duration | { atMost: Duration }

/** `'398 days'`, `{ weeks: 2, days: 3 }`. A month has 30 days, a year 365. */
export type Duration =
  | `${number} ${'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year'}${'' | 's'}`
  | {
      seconds?: number
      minutes?: number
      hours?: number
      days?: number
      weeks?: number
      months?: number
      years?: number
    }

export type TlsVersionExpectation =
  | TlsVersion
  | { atLeast?: TlsVersion; atMost?: TlsVersion }
  | Exclude<TextExpectation, string>

/**
 * The matchers on a response of `request()`, a HandshakeError, a handshake, or a promise or function of one (then
 * `await` the assertion). Every one throws, under `.not` as well, for any other subject and where the record of the
 * connection cannot tell.
 */
export interface MtlsMatchers<R = unknown> {
  /**
   * The client sent a certificate on this connection, and its leaf fits.
   *
   * @example
   * expect(res).toHaveSentClientCert()
   * expect(res).toHaveSentClientCert('orders') // name of the config entry, or subject
   * expect(res).toHaveSentClientCert({ subject: 'CN=orders', issuer: /Internal CA/ })
   */
  toHaveSentClientCert(expected?: CertificateExpectation): R
  /**
   * The server sent a CertificateRequest.
   *
   * @example
   * expect(res).toHaveRequestedClientCert({ authorities: 'CN=Internal CA' })
   */
  toHaveRequestedClientCert(expected?: CertificateRequestExpectation): R
  /**
   * The server refused because of the client certificate or its absence.
   *
   * @example
   * const attempt = request(url, { clientCert: false })
   * await expect(attempt).toHaveRejectedClientCert({ via: 'alert', alert: 'certificate_required' })
   * await expect(attempt).toHaveRejectedClientCert({ status: 403 }) // this server answers so
   */
  toHaveRejectedClientCert(expected?: RejectionExpectation): R
  /**
   * The server's certificate has a problem: a class or its alias, a Node or OpenSSL code or wording, or a RegExp on the
   * message.
   *
   * @example
   * await expect(request(url)).toHaveCertError('self signed')
   */
  toHaveCertError(expected?: CertificateProblemClass | (string & {}) | Exclude<TextExpectation, string>): R
  /**
   * The server's leaf fits.
   *
   * @example
   * expect(res).toHaveServerCert({ subjectAltNames: 'DNS:api.internal' })
   */
  toHaveServerCert(expected: CertificateExpectation): R
  /**
   * The server sent exactly these certificates, leaf first.
   *
   * @example
   * expect(res).toHaveServerChain(['CN=api.internal', { subject: 'CN=Issuing CA', isCA: true }])
   */
  toHaveServerChain(expected: readonly CertificateExpectation[]): R
  /**
   * Every certificate that the server sent stays valid for at least that long.
   *
   * @example
   * expect(res).toHaveServerCertValidFor('30 days')
   * expect(res).toHaveServerCertValidFor({ atMost: '398 days' }) // the leaf's whole lifetime is no longer
   */
  toHaveServerCertValidFor(duration: ValidityExpectation): R
  /**
   * Every certificate that the client sent stays valid for at least that long.
   *
   * @example
   * expect(res).toHaveClientCertValidFor('33%')
   * expect(res).toHaveClientCertValidFor({ atMost: '90 days' }) // the leaf's whole lifetime is no longer
   */
  toHaveClientCertValidFor(duration: ValidityExpectation): R
  /**
   * The TLS version of the connection.
   *
   * @example
   * expect(res).toHaveTlsVersion({ atLeast: 'TLSv1.2' })
   */
  toHaveTlsVersion(version: TlsVersionExpectation): R
  /**
   * Both sides agreed on that application protocol.
   *
   * @example
   * expect(res).toHaveAlpn('h2')
   */
  toHaveAlpn(protocol: TextExpectation): R
  /**
   * The keys were agreed on with that group, by its IANA or OpenSSL name.
   *
   * @example
   * expect(res).toHaveKeyExchange('X25519MLKEM768')
   */
  toHaveKeyExchange(group: TextExpectation): R
  /**
   * The server stapled an OCSP response of that status (default: `good`), which is current, and which the issuer of its
   * certificate has signed, or a responder of the issuer's.
   *
   * @example
   * expect(res).toHaveStapledOcsp()
   */
  toHaveStapledOcsp(status?: 'good' | 'revoked' | 'unknown'): R
  /**
   * The cipher suite of the connection, by its IANA or OpenSSL name.
   *
   * @example
   * expect(res).toHaveCipher('TLS_AES_128_GCM_SHA256')
   */
  toHaveCipher(name: TextExpectation): R
  /**
   * An alert went over the connection; without an argument any but the two that only say goodbye (close_notify,
   * user_canceled).
   *
   * @example
   * await expect(request(url)).toHaveTlsAlert('unknown_ca', { from: 'server' })
   */
  toHaveTlsAlert(expected?: TextExpectation | number | AlertExpectation, options?: AlertExpectation): R
  /**
   * The session was resumed: nothing was asked or sent on this connection.
   *
   * @example
   * expect(res).not.toHaveResumedSession()
   */
  toHaveResumedSession(): R
}
