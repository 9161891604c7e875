import type { EntryExplanation } from '../../../src/evidence/explanation.ts'
import { alert, evidence, explanation, failure, type HandshakeFacts, handshake } from '../evidence-builder.ts'
import type { Row } from './row.ts'

export const certificateMissing: Row[] = [
  {
    situation: 'no-scheme-in-common',
    judged: 'server alert client-certificate proven',
    evidence: missing([], { configured: 'orders', signatureAlgorithms: ['rsa_pss_rsae_sha256', 'rsa_pkcs1_sha256'] }),
    cause:
      'The server at api.internal:8443 refused the connection with the alert certificate_required (116) after it had asked for a client certificate and got none: the client certificate CN=orders,O=Example from certs/orders.crt was offered, but the server takes RSA keys only (it asks for rsa_pss_rsae_sha256 and rsa_pkcs1_sha256).',
    remedy:
      'Check that the certificate has an RSA key and comes with that key, or let the server accept more signature algorithms.',
  },
  {
    situation: 'configured-but-not-sent',
    judged: 'server alert client-certificate proven',
    evidence: missing([], { configured: 'orders' }),
    cause:
      'The server at api.internal:8443 refused the connection with the alert certificate_required (116) after it had asked for a client certificate and got none: the client certificate CN=orders,O=Example from certs/orders.crt was offered, but TLS could not use it for this server.',
    remedy:
      'Check that the key is the key of that certificate, and that its signature algorithm is one that the server asked for.',
  },
  {
    situation: 'entry-for-another-port',
    judged: 'server alert client-certificate proven',
    evidence: missing([{ host: 'api.internal', port: 443, reason: 'port 443, the request goes to 8443' }]),
    cause:
      'The server at api.internal:8443 refused the connection with the alert certificate_required (116) after it had asked for a client certificate and got none: clientCertificates[0] ("orders") does not apply (port 443, the request goes to 8443).',
    remedy: 'Set port 8443 (or \'*\' for any) in clientCertificates[0] ("orders").',
  },
  {
    situation: 'entry-switched-off',
    judged: 'server alert client-certificate proven',
    evidence: missing([{ host: 'api.internal', port: 8443, reason: 'switched off' }]),
    cause:
      'The server at api.internal:8443 refused the connection with the alert certificate_required (116) after it had asked for a client certificate and got none: clientCertificates[0] ("orders") does not apply (switched off).',
    remedy: 'Take "enabled: false" out of clientCertificates[0] ("orders").',
  },
  {
    situation: 'wildcard-without-the-domain-itself',
    judged: 'server alert client-certificate proven',
    evidence: missing([
      { host: '*.api.internal', port: '*', reason: '*.api.internal does not match api.internal itself' },
    ]),
    cause:
      'The server at api.internal:8443 refused the connection with the alert certificate_required (116) after it had asked for a client certificate and got none: clientCertificates[0] ("orders") does not apply (*.api.internal does not match api.internal itself).',
    remedy:
      'Add an entry with host api.internal: *.api.internal in clientCertificates[0] ("orders") covers its sub-domains only.',
  },
  {
    situation: 'entry-for-a-similar-host',
    judged: 'server alert client-certificate proven',
    evidence: missing([{ host: 'apl.internal', port: 8443, reason: 'apl.internal is another host than api.internal' }]),
    cause:
      'The server at api.internal:8443 refused the connection with the alert certificate_required (116) after it had asked for a client certificate and got none: clientCertificates[0] ("orders") does not apply (apl.internal is another host than api.internal).',
    remedy:
      'Correct the host in clientCertificates[0] ("orders") from apl.internal to api.internal, if that is what it is for.',
  },
  {
    situation: 'switched-off-for-the-request',
    judged: 'server alert client-certificate proven',
    evidence: missing([], {}, 'No client certificate: the request asks for none.'),
    cause:
      'The server at api.internal:8443 refused the connection with the alert certificate_required (116) after it had asked for a client certificate and got none: the request was made with clientCert: false.',
    remedy: 'Leave clientCert out of the request.',
  },
  {
    situation: 'no-entry-for-the-host',
    judged: 'server alert client-certificate proven',
    evidence: missing([
      { host: '*.partner.example', port: 443, reason: 'api.internal is no sub-domain of partner.example' },
    ]),
    cause:
      'The server at api.internal:8443 refused the connection with the alert certificate_required (116) after it had asked for a client certificate and got none: the only configured client certificate, clientCertificates[0] ("orders"), is for *.partner.example:443.',
    remedy:
      'Add an entry for api.internal:8443 to clientCertificates in the config, or pass clientCert with the request.',
  },
  {
    situation: 'nothing-configured',
    judged: 'server alert client-certificate proven',
    evidence: missing([]),
    cause:
      'The server at api.internal:8443 refused the connection with the alert certificate_required (116) after it had asked for a client certificate and got none: no client certificate is configured.',
    remedy:
      'Add an entry for api.internal:8443 to clientCertificates in the config, or pass clientCert with the request.',
  },
  {
    situation: 'nothing-configured',
    judged: 'server close client-certificate proven',
    evidence: evidence(handshake({ status: 'empty' }), failure('ECONNRESET')),
    cause:
      'The server at api.internal:8443 closed the connection without an alert and without an answer after it had asked for a client certificate and got none: no client certificate was offered.',
    remedy:
      'Add an entry for api.internal:8443 to clientCertificates in the config, or pass clientCert with the request.',
  },
  {
    situation: 'answered-without-client-certificate',
    judged: 'server answer http proven',
    evidence: evidence(handshake({ status: 'empty', protocol: 'TLSv1.2' }), {
      status: 400,
      explanation: explanation([]),
    }),
    cause:
      'The server at api.internal:8443 asked for a client certificate, got none (no client certificate is configured), went on, and answered with 400: whether for that, the answer does not say.',
    remedy:
      'Add an entry for api.internal:8443 to clientCertificates in the config, or pass clientCert with the request.',
  },
]

/** The server demanded a certificate and none was sent. */
function missing(
  others: Pick<EntryExplanation, 'host' | 'port' | 'reason'>[],
  facts: HandshakeFacts = {},
  summary?: string,
) {
  const alerts = [alert(116, 'certificate_required')]
  return evidence(handshake({ status: 'empty', alerts, ...facts }), {
    ...failure('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'),
    explanation: explanation(others, summary),
  })
}
