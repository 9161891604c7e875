import { alert, certificate, evidence, failure, type HandshakeFacts, handshake } from '../evidence-builder.ts'
import type { Row } from './row.ts'

const listed = ['CN=Example CA,O=Example']

export const certificateRefused: Row[] = [
  {
    situation: 'client-certificate-refused-unread',
    judged: 'server alert client-certificate proven',
    evidence: refused([48, 'unknown_ca'], { status: 'unknown' }),
    cause:
      'The server at api.internal:8443 refused the connection with the alert unknown_ca (48), which is about the client certificate; what was sent could not be read.',
    remedy:
      'Compare the client certificate with what the server accepts, and try with fresh: true to see the whole handshake.',
  },
  {
    situation: 'client-certificate-expired',
    judged: 'server alert client-certificate proven',
    evidence: refused([45, 'certificate_expired'], { chain: [certificate({ validTo: '2031-04-30T12:00:00.000Z' })] }),
    cause:
      'The server at api.internal:8443 refused the connection with the alert certificate_expired (45) after our client certificate (CN=orders,O=Example): it expired on 2031-04-30 (1 day ago).',
    remedy: 'Renew the client certificate.',
  },
  {
    situation: 'client-certificate-expired',
    judged: 'server close client-certificate proven',
    evidence: refused('close', { chain: [certificate({ validTo: '2031-03-01T12:00:00.000Z' })] }),
    cause:
      'The server at api.internal:8443 closed the connection without an alert and without an answer right after our client certificate (CN=orders,O=Example); the likely reason: it expired on 2031-03-01 (61 days ago).',
    remedy: 'Renew the client certificate.',
  },
  {
    situation: 'client-certificate-not-yet-valid',
    judged: 'server alert client-certificate proven',
    evidence: refused([42, 'bad_certificate'], { chain: [certificate({ validFrom: '2031-05-01T13:00:00.000Z' })] }),
    cause:
      'The server at api.internal:8443 refused the connection with the alert bad_certificate (42) after our client certificate (CN=orders,O=Example); the likely reason: it is not valid before 2031-05-01 (in 1 hour).',
    remedy: 'Check the clocks of both sides, then the date from which the client certificate was issued.',
  },
  {
    situation: 'client-certificate-expired-for-the-server',
    judged: 'server alert client-certificate proven',
    evidence: refused([45, 'certificate_expired']),
    cause:
      'The server at api.internal:8443 refused the connection with the alert certificate_expired (45) after our client certificate (CN=orders,O=Example): to the server it is expired, although it is valid until 2032-01-01.',
    remedy: "Check the server's clock, and the intermediates that it has for this certificate.",
  },
  {
    situation: 'client-certificate-revoked',
    judged: 'server alert client-certificate proven',
    evidence: refused([44, 'certificate_revoked']),
    cause:
      'The server at api.internal:8443 refused the connection with the alert certificate_revoked (44) after our client certificate (CN=orders,O=Example): to the server it is revoked.',
    remedy: 'Configure a certificate that is not revoked.',
  },
  {
    situation: 'client-certificate-without-client-auth',
    judged: 'server alert client-certificate proven',
    evidence: refused([43, 'unsupported_certificate'], { chain: [certificate({ extendedKeyUsage: ['serverAuth'] })] }),
    cause:
      'The server at api.internal:8443 refused the connection with the alert unsupported_certificate (43) after our client certificate (CN=orders,O=Example): it is for servers only: the extended key usage is serverAuth, without clientAuth.',
    remedy: 'Issue the client certificate with the extended key usage clientAuth.',
  },
  {
    situation: 'client-certificate-unsupported',
    judged: 'server alert client-certificate proven',
    evidence: refused([43, 'unsupported_certificate']),
    cause:
      'The server at api.internal:8443 refused the connection with the alert unsupported_certificate (43) after our client certificate (CN=orders,O=Example): the server does not support a certificate of this kind (EC P-256, signed with ecdsa-with-SHA256).',
    remedy: 'Check its key usage and extended key usage, and the kinds of key that the server takes.',
  },
  {
    situation: 'client-issuer-made-anew',
    judged: 'server alert client-certificate proven',
    evidence: refused([48, 'unknown_ca'], { authorities: ['CN=Example CA,O=Example,C=CH'] }),
    cause:
      'The server at api.internal:8443 refused the connection with the alert unknown_ca (48) after our client certificate (CN=orders,O=Example): its issuer CN=Example CA,O=Example is not among the authorities that the server listed, though CN=Example CA,O=Example,C=CH is.',
    remedy: 'Configure the certificate that the listed CA issued, or add the issuer to the CAs that the server trusts.',
  },
  {
    situation: 'client-intermediate-missing',
    judged: 'server alert client-certificate proven',
    evidence: refused([48, 'unknown_ca'], {
      authorities: ['CN=Root CA'],
      chain: [certificate({ issuer: 'CN=Issuing CA 2' })],
    }),
    cause:
      'The server at api.internal:8443 refused the connection with the alert unknown_ca (48) after our client certificate (CN=orders,O=Example): its issuer CN=Issuing CA 2 is not among the authorities that the server listed (CN=Root CA), and no intermediate certificate was sent with it.',
    remedy:
      'Append the certificate of CN=Issuing CA 2 to the cert file, if a listed authority issued it; otherwise configure another client certificate.',
  },
  {
    situation: 'client-issuer-not-listed',
    judged: 'server close client-certificate proven',
    evidence: refused('close', { authorities: ['CN=A CA', 'CN=B CA', 'CN=C CA', 'CN=D CA'] }),
    cause:
      'The server at api.internal:8443 closed the connection without an alert and without an answer right after our client certificate (CN=orders,O=Example); the likely reason: its issuer CN=Example CA,O=Example is not among the authorities that the server listed (CN=A CA, CN=B CA, CN=C CA and 1 more).',
    remedy:
      'Configure a certificate of one of those authorities, or add the issuer to the CAs that the server trusts; if one of them issued that issuer, append its certificate to the cert file.',
  },
  {
    situation: 'client-key-on-another-curve',
    judged: 'server alert client-certificate proven',
    evidence: refused([47, 'illegal_parameter'], { chain: [certificate({ publicKey: 'EC P-224' })] }),
    cause:
      'The server at api.internal:8443 refused the connection with the alert illegal_parameter (47) after our client certificate (CN=orders,O=Example); the likely reason: its key is on the curve P-224, and a server takes those curves alone that it is told to (it asks for ecdsa_secp256r1_sha256, rsa_pss_rsae_sha256 and ed25519).',
    remedy:
      'Configure a certificate with a key on P-256 or of RSA, or let the server take that curve (OpenSSL: groups; nginx: ssl_ecdh_curve).',
  },
  {
    situation: 'client-intermediate-not-sent',
    judged: 'server alert client-certificate proven',
    evidence: refused([48, 'unknown_ca']),
    cause:
      'The server at api.internal:8443 refused the connection with the alert unknown_ca (48) after our client certificate (CN=orders,O=Example): it was sent alone, and the server does not know its issuer CN=Example CA,O=Example.',
    remedy:
      'If that is an intermediate, append its certificate to the cert file; if it is a root, add it to the CAs that the server trusts for clients.',
  },
  {
    situation: 'client-issuer-of-the-same-name',
    judged: 'server alert client-certificate proven',
    evidence: refused([51, 'decrypt_error'], { authorities: listed }),
    cause:
      'The server at api.internal:8443 refused the connection with the alert decrypt_error (51) after our client certificate (CN=orders,O=Example); the likely reason: the server lists CN=Example CA,O=Example, the name of its issuer, and yet a signature did not verify: its CA of that name has another key, as one that was made anew.',
    remedy:
      'Compare the fingerprints of the two CA certificates, and append the intermediates, if there are any, or issue the client certificate with the CA that the server has.',
  },
  {
    situation: 'client-certificate-access-denied',
    judged: 'server alert client-certificate proven',
    evidence: refused([49, 'access_denied']),
    cause:
      'The server at api.internal:8443 refused the connection with the alert access_denied (49) after our client certificate (CN=orders,O=Example): by that alert a server says that this client may not connect (GnuTLS, that it does not trust it).',
    remedy:
      'Allow CN=orders,O=Example on the server, let it trust the issuer, or configure another client certificate.',
  },
  {
    situation: 'client-certificate-refused',
    judged: 'server alert client-certificate proven',
    evidence: refused([46, 'certificate_unknown']),
    cause:
      'The server at api.internal:8443 refused the connection with the alert certificate_unknown (46) after our client certificate (CN=orders,O=Example): the alert does not say more.',
    remedy:
      "Compare the certificate's issuer (no intermediate was sent), dates and key usage with what the server accepts, and look into the server's log.",
  },
  {
    situation: 'client-certificate-refused',
    judged: 'server alert client-certificate proven',
    evidence: refused([40, 'handshake_failure']),
    cause:
      'The server at api.internal:8443 refused the connection with the alert handshake_failure (40) after our client certificate (CN=orders,O=Example): the alert does not say more.',
    remedy:
      "Compare the certificate's issuer (no intermediate was sent), dates and key usage with what the server accepts, and look into the server's log.",
  },
  {
    situation: 'closed-after-client-certificate',
    judged: 'server close client-certificate proven',
    evidence: refused('close', { authorities: listed }),
    cause:
      'The server at api.internal:8443 closed the connection without an alert and without an answer right after our client certificate (CN=orders,O=Example): servers on Node and Java close like this when they do not trust it.',
    remedy:
      'Check that the server trusts CN=Example CA,O=Example for clients, and look into its log: it gave no reason on the wire. If that is an intermediate, append its certificate to the cert file.',
  },
]

/** The server refused what we sent: by an alert, or by closing the connection. */
function refused(by: [code: number, description: string] | 'close', facts: HandshakeFacts = {}) {
  const alerts = by === 'close' ? [] : [alert(...by)]
  return evidence(
    handshake({ status: 'sent', configured: 'orders', alerts, ...facts }),
    failure(by === 'close' ? 'ECONNRESET' : 'ERR_SSL_ALERT'),
  )
}
