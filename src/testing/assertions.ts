/** The kit's matchers on what `expect()` of Vitest and Jest gives: whoever imports the kit has their types. */
import type { CertificateExpectation } from '../matchers/certificate-expectation.ts'
import type { TlsVersion } from '../tls/handshake.ts'
import type { RejectFlawedOptions } from './flaws/reject-flawed-options.ts'

/** The matchers of `vitest-mtls/testing`. All but `toHaveReceivedClientCert` are to be awaited. */
export interface TestingMatchers<R = unknown> {
  /**
   * The good client certificate is accepted, and each flawed one refused: on a URL, or on a function that makes the
   * request with the certificate that it is given.
   *
   * @example
   * await expect(url).toRejectFlawedClientCerts({ like: 'orders', authority, except: ['revoked'] })
   */
  toRejectFlawedClientCerts(options: RejectFlawedOptions): Promise<void>
  /**
   * A client sent a certificate whose leaf fits, on one of the connections of a server that `serve()` has started.
   *
   * @example
   * expect(server).toHaveReceivedClientCert({ subject: 'CN=orders' })
   */
  toHaveReceivedClientCert(expected?: CertificateExpectation): R
  /**
   * The server speaks at least one of these versions, and no other.
   *
   * @example
   * await expect(url).toAcceptOnlyTlsVersions(['TLSv1.2', 'TLSv1.3'])
   */
  toAcceptOnlyTlsVersions(versions: readonly TlsVersion[]): Promise<void>
  /**
   * The server takes at least one of these suites, and no other that this Node can offer.
   *
   * @example
   * await expect(url).toAcceptOnlyCiphers(['TLS_AES_128_GCM_SHA256', 'ECDHE-ECDSA-AES128-GCM-SHA256'])
   */
  toAcceptOnlyCiphers(ciphers: readonly string[]): Promise<void>
  /**
   * The server asks for a client certificate, and refuses none, a self-signed one and one of another authority.
   *
   * @example
   * await expect(url).toDemandClientCert()
   */
  toDemandClientCert(): Promise<void>
}

declare global {
  namespace Chai {
    interface Assertion extends TestingMatchers<void> {}
  }
  namespace jest {
    interface Matchers<R, T> extends TestingMatchers<R> {}
  }
}
