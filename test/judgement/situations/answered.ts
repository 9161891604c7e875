import { certificate, evidence, explanation, handshake } from '../evidence-builder.ts'
import type { Row } from './row.ts'

const miss = explanation([{ host: 'api.internal', port: 443, reason: 'port 443, the request goes to 8443' }])

export const answered: Row[] = [
  {
    situation: 'refused-on-resumed-session',
    judged: 'server answer client-certificate proven',
    evidence: evidence(handshake({ status: 'resumed', server: [] }), {
      status: 496,
      original: handshake({ status: 'empty' }),
    }),
    cause:
      'The server at api.internal:8443 answered with 496 on a resumed session, which it judges by the client certificate that it began with (none).',
    remedy: 'Pass fresh: true with the request to see what is sent in a full handshake, and what becomes of that.',
  },
  {
    situation: 'answer-unread',
    judged: 'server answer client-certificate unknown',
    evidence: evidence(handshake({ status: 'sent' }), {
      status: 400,
      answer: { status: 400, headers: {}, unread: 'its content coding zstd cannot be undone' },
    }),
    cause:
      'The server at api.internal:8443 answered with 400 and a page that could not be read (its content coding zstd cannot be undone), so nobody can say whether it refused the client certificate.',
    remedy:
      'Make the request with the header accept-encoding: identity, and read the answer to its end, or name the status that this server refuses client certificates with: toHaveRejectedClientCert({ status: 400 }).',
  },
  {
    situation: 'answered-client-certificate-not-listed',
    judged: 'server answer http proven',
    evidence: evidence(handshake({ status: 'sent', authorities: ['CN=Other CA'] }), { status: 400 }),
    cause:
      'The server at api.internal:8443 took our client certificate (CN=orders,O=Example) in the handshake, then answered with 400; the likely reason: its issuer CN=Example CA,O=Example is not among the authorities that the server listed (CN=Other CA).',
    remedy: 'Configure a certificate of one of those authorities, or add the issuer to the CAs that the server trusts.',
  },
  {
    situation: 'answered-not-authorised',
    judged: 'server answer http proven',
    evidence: evidence(handshake({ status: 'sent' }), { status: 400 }),
    cause:
      'The server at api.internal:8443 took our client certificate (CN=orders,O=Example) in the handshake, then answered with 400: TLS did not fail, the application refused.',
    remedy:
      'Check which rights the server gives to CN=orders,O=Example, and whether the answer is about something else than the certificate.',
  },
  {
    situation: 'answered-not-authorised',
    judged: 'server answer http proven',
    evidence: evidence(handshake({ status: 'sent' }), { status: 403 }),
    cause:
      'The server at api.internal:8443 took our client certificate (CN=orders,O=Example) in the handshake, then answered with 403: TLS did not fail, the application refused.',
    remedy:
      'Check which rights the server gives to CN=orders,O=Example, and whether the answer is about something else than the certificate.',
  },
  {
    situation: 'post-handshake-authentication-needed',
    judged: 'server answer client-certificate likely',
    evidence: evidence(handshake({ configured: 'orders' }), { status: 403 }),
    cause:
      'The server at api.internal:8443 answered with 403 and never asked for a client certificate, as Apache does on TLS 1.3 where one path alone needs it: Node does not offer post-handshake authentication.',
    remedy:
      "Set maxVersion: 'TLSv1.2', so that the server can renegotiate, or let it ask in the first handshake, for the whole host.",
  },
  {
    situation: 'refused-without-asking',
    judged: 'server answer http proven',
    evidence: evidence(handshake({ protocol: 'TLSv1.2' }), { status: 401 }),
    cause: 'The server at api.internal:8443 answered with 401 and never asked for a client certificate.',
    remedy:
      'Let the server ask for a client certificate on this host, or look at the other credentials of the request.',
  },
  {
    situation: 'misdirected-request',
    judged: 'server answer http proven',
    evidence: evidence(handshake(), { status: 421 }),
    cause:
      'The server at api.internal:8443 answered with 421, as servers do where the name in the handshake (api.internal) does not go with the Host of the request.',
    remedy: 'Make servername and the Host of the request the same name.',
  },
  {
    situation: 'not-readable',
    judged: 'nobody none client-certificate unknown',
    evidence: evidence(handshake({ status: 'unknown' }), { status: 200 }),
    cause:
      'The bytes of the handshake with api.internal:8443 could not be read (the key log was missing), so nobody can say whether a client certificate was asked for or sent.',
    remedy: 'Try with fresh: true; if it stays so, report it with the protocol and the cipher suite of the connection.',
  },
  {
    situation: 'session-resumed',
    judged: 'nobody none nothing proven',
    evidence: evidence(handshake({ status: 'resumed', server: [] }), { status: 200 }),
    cause:
      'The TLS session with api.internal:8443 was resumed, so on this connection no certificate was asked for or sent: the server goes by what the session began with.',
    remedy: 'Take resumption: true out of the config, or pass fresh: true with the request, to see a full handshake.',
  },
  {
    situation: 'session-resumed',
    judged: 'nobody none nothing proven',
    evidence: evidence(handshake({ status: 'resumed', server: [] }), {
      status: 200,
      original: handshake({ status: 'sent' }),
    }),
    cause:
      'The TLS session with api.internal:8443 was resumed, so on this connection no certificate was asked for or sent: the server goes by CN=orders,O=Example, which the session began with.',
    remedy: 'Take resumption: true out of the config, or pass fresh: true with the request, to see a full handshake.',
  },
  {
    situation: 'session-resumed',
    judged: 'nobody none nothing proven',
    evidence: evidence(handshake({ status: 'resumed', server: [] }), { status: 200, original: handshake() }),
    cause:
      'The TLS session with api.internal:8443 was resumed, so on this connection no certificate was asked for or sent: the session began without one.',
    remedy: 'Take resumption: true out of the config, or pass fresh: true with the request, to see a full handshake.',
  },
  {
    situation: 'redirected-without-certificate',
    judged: 'nobody none nothing proven',
    evidence: {
      ...evidence(undefined, { status: 200, explanation: miss }),
      handshakes: [handshake({ status: 'sent', host: 'login.internal', port: 443 }), handshake({ status: 'empty' })],
    },
    cause:
      'The request was redirected from login.internal:443, which got a client certificate, to api.internal:8443, which did not: clientCertificates[0] ("orders") does not apply (port 443, the request goes to 8443).',
    remedy:
      "Pass redirect: 'manual' to stop at the first answer, or add an entry for api.internal:8443 to clientCertificates.",
  },
  {
    situation: 'sent-in-renegotiation',
    judged: 'nobody none nothing proven',
    evidence: evidence(handshake({ status: 'sent', during: 'renegotiation', protocol: 'TLSv1.2' }), { status: 200 }),
    cause:
      'The server at api.internal:8443 asked for a client certificate in a renegotiation, and got CN=orders,O=Example.',
  },
  {
    situation: 'client-certificate-accepted',
    judged: 'nobody none nothing proven',
    evidence: evidence(handshake({ status: 'sent', chain: [certificate({ subject: '' })] }), { status: 200 }),
    cause:
      'The server at api.internal:8443 asked for a client certificate, got a certificate with an empty subject, and did not refuse it.',
  },
  {
    situation: 'offered-but-not-sent',
    judged: 'nobody none nothing proven',
    evidence: evidence(handshake({ status: 'empty', configured: 'orders' }), { status: 200 }),
    cause:
      'The server at api.internal:8443 asked for a client certificate and went on without one: the client certificate CN=orders,O=Example from certs/orders.crt was offered, but TLS could not use it for this server.',
    remedy:
      'Check that the key is the key of that certificate, and that its signature algorithm is one that the server asked for.',
  },
  {
    situation: 'optional-near-miss',
    judged: 'nobody none nothing proven',
    evidence: evidence(handshake({ status: 'empty' }), { status: 200, explanation: miss }),
    cause:
      'The server at api.internal:8443 asked for a client certificate and went on without one: clientCertificates[0] ("orders") does not apply (port 443, the request goes to 8443).',
    remedy: 'Set port 8443 (or \'*\' for any) in clientCertificates[0] ("orders").',
  },
  {
    situation: 'optional-nothing-sent',
    judged: 'nobody none nothing proven',
    evidence: evidence(handshake({ status: 'empty' }), { status: 200, explanation: explanation([]) }),
    cause:
      'The server at api.internal:8443 asked for a client certificate and went on without one: no client certificate is configured.',
    remedy:
      'Add an entry for api.internal:8443 to clientCertificates in the config, or pass clientCert with the request.',
  },
  {
    situation: 'client-certificate-not-requested',
    judged: 'nobody none nothing proven',
    evidence: evidence(handshake({ configured: 'orders' }), { status: 200 }),
    cause:
      'The server at api.internal:8443 never asked for a client certificate, so the client certificate CN=orders,O=Example from certs/orders.crt was not sent.',
    remedy:
      'Let the server ask for client certificates on this host and port (nginx: ssl_verify_client; Node: requestCert), or check that the request goes to the right port.',
  },
  {
    situation: 'not-requested-near-miss',
    judged: 'nobody none nothing proven',
    evidence: evidence(handshake(), { status: 200, explanation: miss }),
    cause:
      'The server at api.internal:8443 never asked for a client certificate, and none was offered: clientCertificates[0] ("orders") does not apply (port 443, the request goes to 8443).',
    remedy:
      'Check that the request goes to the right host and port; to offer a certificate here, set port 8443 (or \'*\' for any) in clientCertificates[0] ("orders").',
  },
  {
    situation: 'no-client-certificate-involved',
    judged: 'nobody none nothing proven',
    evidence: evidence(handshake(), { status: 200 }),
    cause: 'The server at api.internal:8443 never asked for a client certificate, and none was offered.',
    remedy: 'If it should ask, set that on the server (nginx: ssl_verify_client; Node: requestCert).',
  },
  {
    situation: 'no-failure',
    judged: 'nobody none nothing proven',
    evidence: evidence(undefined, { status: 200 }),
    cause: 'Nothing was refused on the connection to api.internal:8443.',
  },
]
