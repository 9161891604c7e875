import type { AnswerFacts } from '../../../src/evidence/answer.ts'
import type { ConfiguredAuthority, ConnectionSettings } from '../../../src/evidence/connection-settings.ts'
import type { Evidence } from '../../../src/evidence/evidence.ts'
import type { Alert, Certificate, CertificateProblem } from '../../../src/tls/handshake.ts'
import { alert, certificate, evidence, failure, type HandshakeFacts, handshake } from '../evidence-builder.ts'
import type { Row } from './row.ts'

const unanswered = { complete: false, reason: 'the record ends before the server answered the ClientHello' }

const proxy = { url: 'http://proxy.internal:3128', source: 'proxy in the config' }
const refusedBy = (asks: string) =>
  failure(
    'ERR_MTLS_PROXY',
    `Proxy http://proxy.internal:3128: answered CONNECT api.internal:8443 with 407 Proxy Authentication Required${asks}`,
  )

export const further: Row[] = [
  {
    situation: 'no-answer-in-time',
    judged: 'client time-limit time-limit proven',
    evidence: evidence(
      handshake({ status: 'sent', endedBy: 'client' }),
      failure('ECONNABORTED', 'timeout of 300ms exceeded', 'AxiosError'),
    ),
    cause:
      'The server at api.internal:8443 did not answer in time, after it had got our client certificate (CN=orders,O=Example); TLS had not failed.',
    remedy: "Look into the server's log, or give the request a longer timeout.",
  },
  {
    situation: 'closed-after-client-certificate',
    judged: 'server reset client-certificate proven',
    evidence: evidence(
      handshake({ status: 'sent', alpn: 'h2' }),
      failure('ERR_HTTP2_STREAM_CANCEL', 'The pending stream has been canceled (caused by: read ECONNRESET)'),
    ),
    cause:
      'The server at api.internal:8443 reset the connection without an alert and without an answer right after our client certificate (CN=orders,O=Example): servers on Node and Java close like this when they do not trust it.',
    remedy:
      'Check that the server trusts CN=Example CA,O=Example for clients, and look into its log: it gave no reason on the wire. If that is an intermediate, append its certificate to the cert file.',
  },
  {
    situation: 'proxy-credentials-refused',
    judged: 'proxy answer proxy proven',
    evidence: evidence(undefined, {
      ...refusedBy(', and asks for Basic'),
      settings: { proxy: { ...proxy, hasCredentials: true } },
    }),
    cause:
      'The proxy http://proxy.internal:3128 refused the user name and password of its URL (407) and did not connect to api.internal:8443.',
    remedy: 'Correct them in the URL of the proxy (it comes from proxy in the config), each percent-encoded.',
  },
  {
    situation: 'proxy-takes-other-authentication',
    judged: 'proxy answer proxy proven',
    evidence: evidence(undefined, { ...refusedBy(', and asks for Negotiate, NTLM'), settings: { proxy } }),
    cause:
      'The proxy http://proxy.internal:3128 asked for authentication by Negotiate, NTLM (407) before it would connect to api.internal:8443, and a user name and password are sent as Basic alone.',
    remedy:
      'Let the proxy take Basic, or this machine without authentication, or give another proxy (it comes from proxy in the config); to go without, set proxy: false (or NO_PROXY).',
  },
  {
    situation: 'given-up-by-the-caller',
    judged: 'client close nothing proven',
    evidence: evidence(handshake({ status: 'sent', endedBy: 'client' }), failure('ECONNRESET', 'socket hang up')),
    cause:
      'The connection to api.internal:8443 was closed on our side (socket hang up), before an answer came; TLS had not failed.',
    remedy: 'Look for what destroys the request, a timeout perhaps, or let it wait longer.',
  },
  {
    situation: 'answer-broken-off',
    judged: 'server close protocol proven',
    evidence: evidence(handshake({ status: 'sent', beginning: 'HTTP/1.1 100 Continue\r\n\r\n' }), {
      ...failure('ECONNRESET', 'socket hang up'),
      reused: false,
    }),
    cause:
      'The server at api.internal:8443 closed the connection before the head of its answer was whole: that begins "HTTP/1.1 100 Continue", an interim answer, and no final one came.',
    remedy: "Look into the server's log: it, or a program behind it, broke off.",
  },
  {
    situation: 'answered-with-error',
    judged: 'server answer http proven',
    evidence: evidence(handshake({ status: 'sent' }), { status: 404 }),
    cause:
      'The server at api.internal:8443 answered with 404; our client certificate (CN=orders,O=Example) had been taken in the handshake; TLS had not failed.',
    remedy: "Look into the server's log: the connection does not explain the answer.",
  },
  {
    situation: 'client-issuer-listed-in-print-only',
    judged: 'server alert client-certificate proven',
    evidence: listedInPrint(),
    cause:
      'The server at api.internal:8443 refused the connection with the alert unknown_ca (48) after our client certificate (CN=orders,O=Example); the likely reason: the name of its issuer CN=Example CA,O=Example is encoded in another way than the one that the server listed (PrintableString and UTF8String, for example), and many servers compare the bytes.',
    remedy: 'Issue it with the very CA certificate that the server trusts, so that the names are the same bytes.',
  },
  {
    situation: 'proxy-hangs',
    judged: 'proxy time-limit proxy proven',
    evidence: evidence(undefined, {
      settings: { proxy: { url: 'http://proxy.internal:3128', source: 'the environment variable HTTPS_PROXY' } },
      ...{ limit: { option: 'timeout', milliseconds: 500, isDefault: false }, ...failure('ETIMEDOUT') },
    }),
    cause: 'The proxy http://proxy.internal:3128 did not connect to api.internal:8443 in time (timeout: 500 ms).',
    remedy:
      'Check that this is the address of the proxy (it comes from the environment variable HTTPS_PROXY), and that it can reach the server; to go without, set proxy: false (or NO_PROXY).',
  },
  {
    situation: 'proxy-speaks-another-protocol',
    judged: 'client own-check proxy proven',
    evidence: evidence(undefined, {
      ...failure('ERR_MTLS_PROXY', 'Proxy http://proxy.internal:22: the connection failed (HPE_INVALID_CONSTANT)'),
      settings: { proxy: { url: 'http://proxy.internal:22', source: 'proxy in the config' } },
    }),
    cause:
      'The proxy http://proxy.internal:22 answered CONNECT with what is no HTTP, so no connection to api.internal:8443 was made.',
    remedy: "Check the URL of the proxy (it comes from proxy in the config): that port is another service's.",
  },
  {
    situation: 'proxy-speaks-another-protocol',
    judged: 'client own-check proxy proven',
    evidence: evidence(undefined, {
      ...failure(
        'ERR_MTLS_PROXY',
        'Proxy https://proxy.internal:3128: the connection failed (ERR_SSL_WRONG_VERSION_NUMBER)',
      ),
      settings: { proxy: { url: 'https://proxy.internal:3128', source: 'proxy in the config' } },
    }),
    cause:
      'The proxy https://proxy.internal:3128 answered the TLS handshake with what is no TLS, so no connection to api.internal:8443 was made.',
    remedy:
      'Write http:// in the URL of the proxy (it comes from proxy in the config): most proxies speak TLS with nobody.',
  },
  {
    situation: 'closed-during-handshake',
    judged: 'server close network likely',
    evidence: evidence(handshake({ status: 'unknown', protocol: undefined as never, capture: unanswered }), {
      ...failure('ECONNRESET', 'socket hang up'),
      settings: { proxy: { url: 'http://proxy.internal:3128', source: 'proxy in the config' } },
    }),
    cause:
      'The server at api.internal:8443 closed the connection before it answered the first message of TLS, or the proxy http://proxy.internal:3128 did, which had said that it is connected (it comes from proxy in the config).',
    remedy:
      'Check that the port speaks TLS, that the server has a certificate for the name that was sent, and that no firewall cuts the connection.',
  },
  {
    situation: 'proxy-wants-certificate',
    judged: 'proxy alert proxy likely',
    evidence: evidence(undefined, {
      settings: { proxy: { url: 'http://proxy.internal:3128', source: 'the environment variable HTTPS_PROXY' } },
      ...failure(
        'ERR_MTLS_PROXY',
        'Proxy https://proxy.internal:3128: the connection failed (ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED)',
      ),
    }),
    cause:
      'The proxy http://proxy.internal:3128 refused the TLS handshake, as one does that wants a client certificate for itself, so no connection to api.internal:8443 was made.',
    remedy:
      "Add an entry for the proxy's own host and port to clientCertificates, or check the address of the proxy (it comes from the environment variable HTTPS_PROXY).",
  },
  {
    situation: 'proxy-certificate-refused',
    judged: 'client own-check proxy proven',
    evidence: evidence(undefined, {
      settings: { proxy: { url: 'http://proxy.internal:3128', source: 'the environment variable HTTPS_PROXY' } },
      ...failure(
        'ERR_MTLS_PROXY',
        'Proxy https://proxy.internal:3128: the connection failed (DEPTH_ZERO_SELF_SIGNED_CERT)',
      ),
    }),
    cause:
      'We refused the proxy http://proxy.internal:3128 because of its certificate (DEPTH_ZERO_SELF_SIGNED_CERT), so no connection to api.internal:8443 was made.',
    remedy:
      'Add the CA of the proxy to ca in the config, or correct the address of the proxy (it comes from the environment variable HTTPS_PROXY).',
  },
  {
    situation: 'proxy-url-malformed',
    judged: 'client own-check proxy proven',
    evidence: evidence(undefined, {
      settings: { proxy: { url: 'http://proxy.internal:3128', source: 'the environment variable HTTPS_PROXY' } },
      ...failure(
        'ERR_MTLS_PROXY',
        'Proxy http://proxy.internal:3128: the user name or password is not percent-encoded',
      ),
    }),
    cause:
      'The user name or password of the proxy http://proxy.internal:3128 cannot be read: its percent-encoding is malformed.',
    remedy:
      'Write them with encodeURIComponent in the URL of the proxy (it comes from the environment variable HTTPS_PROXY): % as %25, @ as %40.',
  },
  {
    situation: 'proxy-unreachable',
    judged: 'proxy close proxy proven',
    evidence: evidence(undefined, {
      settings: { proxy: { url: 'http://proxy.internal:3128', source: 'the environment variable HTTPS_PROXY' } },
      ...failure('ERR_MTLS_PROXY', 'Proxy http://proxy.internal:3128: the connection failed (ECONNRESET)'),
    }),
    cause:
      'The proxy http://proxy.internal:3128 closed the connection before it answered CONNECT, so no connection to api.internal:8443 was made.',
    remedy: 'Check the URL of the proxy (it comes from the environment variable HTTPS_PROXY), or set proxy: false.',
  },
  {
    situation: 'trusted-authority-expired',
    judged: 'client own-check server-certificate proven',
    evidence: refused(
      { class: 'expired', subject: 'CN=Old Root', place: 'in ca' },
      {},
      { authorities: [authority({ subject: 'CN=Old Root' })] },
    ),
    cause:
      'We refused the server at api.internal:8443 because its chain ends in CN=Old Root in ca[1], which is expired.',
    remedy: 'Put the present certificate of that CA into ca, and let the server send a chain that leads to it.',
  },
  {
    situation: 'server-name-not-sent-for-an-address',
    judged: 'client own-check server-certificate proven',
    evidence: refused(
      { class: 'hostname-mismatch', position: 0 },
      { host: '192.0.2.7', servername: undefined as never },
    ),
    cause:
      'We refused the server at 192.0.2.7:8443 because its certificate (api.internal) does not have the IP address 192.0.2.7, but DNS:api.internal; no server name is sent for an address, so a server with several certificates shows its default one.',
    remedy:
      'Use a host name in the URL, or set servername to one, so that the server can choose; or issue the certificate with the subject alternative name IP:192.0.2.7.',
  },
  {
    situation: 'authority-trusted-for-other-hosts',
    judged: 'client own-check server-certificate proven',
    evidence: refused(
      { class: 'unknown-issuer', position: 0 },
      {},
      { authorities: [authority({ hosts: ['*.lab.example'], applies: false })] },
    ),
    cause:
      'We refused the server at api.internal:8443 because the CA of its chain, CN=Example CA,O=Example, is trusted by ca[1] for *.lab.example only.',
    remedy: 'Extend hosts of ca[1] by api.internal.',
  },
  {
    situation: 'authority-of-the-same-name',
    judged: 'client own-check server-certificate proven',
    evidence: refused({ class: 'unknown-issuer', position: 0 }, {}, { authorities: [authority({})] }),
    cause:
      'We refused the server at api.internal:8443 because the CA of its chain, CN=Example CA,O=Example, has the same name as that in ca[1], but another key: one of the two was made anew.',
    remedy:
      "Compare the fingerprints: put the server's present CA into ca[1], or issue the server's certificate with the one that is there.",
  },
  {
    situation: 'in-another-profile',
    judged: 'server alert client-certificate proven',
    evidence: evidence(handshake({ status: 'empty', alerts: [alert(116, 'certificate_required')] }), {
      ...failure('ECONNRESET'),
      settings: { otherProfiles: [{ name: 'ci', hosts: ['*.internal'] }] },
    }),
    cause:
      "The server at api.internal:8443 refused the connection with the alert certificate_required (116) after it had asked for a client certificate and got none: the profile 'ci' of the config has one for api.internal, and that profile was not chosen.",
    remedy: "Choose it: MTLS_PROFILE=ci, or profile: 'ci' in mtls().",
  },
  {
    situation: 'client-certificate-weak-key',
    judged: 'server alert client-certificate proven',
    evidence: sent({ publicKey: 'RSA 1024' }, alert(42, 'bad_certificate')),
    cause:
      'The server at api.internal:8443 refused the connection with the alert bad_certificate (42) after our client certificate (CN=orders,O=Example); the likely reason: it has a key that is too weak for most servers (RSA 1024).',
    remedy: 'Issue the client certificate anew with a key of RSA 2048 or EC P-256 or stronger.',
  },
  {
    situation: 'client-certificate-weak-signature',
    judged: 'server alert client-certificate proven',
    evidence: sent({ signatureAlgorithm: 'sha1WithRSAEncryption' }, alert(42, 'bad_certificate')),
    cause:
      'The server at api.internal:8443 refused the connection with the alert bad_certificate (42) after our client certificate (CN=orders,O=Example); the likely reason: it is signed with SHA-1 (sha1WithRSAEncryption), which most servers refuse.',
    remedy: 'Issue the client certificate anew with SHA-256 or stronger.',
  },
  {
    situation: 'client-certificate-not-yet-valid',
    judged: 'server alert client-certificate proven',
    evidence: sent({ validFrom: '2031-05-02T12:00:00.000Z' }, alert(42, 'bad_certificate')),
    cause:
      'The server at api.internal:8443 refused the connection with the alert bad_certificate (42) after our client certificate (CN=orders,O=Example); the likely reason: it is not valid before 2031-05-02 (in 1 day).',
    remedy: 'Check the clocks of both sides, then the date from which the client certificate was issued.',
  },
  {
    situation: 'client-certificate-without-client-auth',
    judged: 'server answer client-certificate proven',
    evidence: evidence(handshake({ status: 'sent', chain: [certificate({ extendedKeyUsage: ['serverAuth'] })] }), {
      status: 400,
      answer: page('<title>400 The SSL certificate error</title>'),
    }),
    cause:
      'The server at api.internal:8443 answered with 400 ("The SSL certificate error") after our client certificate (CN=orders,O=Example); the likely reason: it is for servers only: the extended key usage is serverAuth, without clientAuth.',
    remedy: 'Issue the client certificate with the extended key usage clientAuth.',
  },
  {
    situation: 'client-issuer-unknown',
    judged: 'server alert client-certificate proven',
    evidence: sent({ subject: 'CN=a', issuer: 'CN=a' }, alert(48, 'unknown_ca')),
    cause:
      'The server at api.internal:8443 refused the connection with the alert unknown_ca (48) after our client certificate (CN=a): the server does not know the issuer CN=a.',
    remedy:
      'Add that CA to the CAs that the server trusts for clients, or configure a certificate of one that it trusts.',
  },
  {
    situation: 'client-key-not-proven',
    judged: 'server alert client-certificate proven',
    evidence: sent({}, alert(51, 'decrypt_error')),
    cause:
      'The server at api.internal:8443 refused the connection with the alert decrypt_error (51) after our client certificate (CN=orders,O=Example): a signature did not verify: the one that was made with its key, or that of its issuer.',
    remedy:
      'Check that the key is the key of that certificate, and that the server has the CA that issued it and not one of the same name.',
  },
  {
    situation: 'client-certificate-refused-by-answer',
    judged: 'server answer client-certificate proven',
    evidence: evidence(handshake({ status: 'sent' }), { status: 495 }),
    cause:
      'The server at api.internal:8443 answered with 495 after our client certificate (CN=orders,O=Example): the answer does not say more.',
    remedy:
      'Check whether the server trusts CN=Example CA,O=Example for clients, and look into its log; if that is an intermediate, append its certificate to the cert file.',
  },
  {
    situation: 'name-not-sent',
    judged: 'server alert parameters likely',
    evidence: evidence(
      handshake({
        protocol: undefined as never,
        host: '192.0.2.7',
        servername: undefined as never,
        status: 'unknown',
        alerts: [alert(80, 'internal_error')],
      }),
      failure('ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR'),
    ),
    cause:
      'The server at 192.0.2.7:8443 answered our first message with the alert internal_error (80), as servers do that have no certificate for a connection without a server name: none is sent for an IP address.',
    remedy: 'Set servername to a name that the server knows, or use that name in the URL.',
  },
  {
    situation: 'signature-refused-by-us',
    judged: 'client own-check parameters proven',
    evidence: evidence(handshake(), failure('ERR_SSL_WRONG_SIGNATURE_TYPE')),
    cause:
      'We refused the server at api.internal:8443 because it signs its key exchange with an algorithm that this OpenSSL does not take, such as SHA-1.',
    remedy:
      "Let the server sign with SHA-256 or stronger; to test an old server as it is, set ciphers: 'DEFAULT@SECLEVEL=0'.",
  },
  {
    situation: 'message-too-large',
    judged: 'client own-check parameters proven',
    evidence: evidence(handshake({ status: 'unknown' }), failure('ERR_SSL_EXCESSIVE_MESSAGE_SIZE')),
    cause:
      'We refused the server at api.internal:8443 because one of its messages, the chain of certificates or the request for a client certificate, is larger than OpenSSL takes.',
    remedy: 'Let the server send its own chain alone, and list the authorities of clients alone.',
  },
  {
    situation: 'renegotiation-over-http2',
    judged: 'server answer client-certificate likely',
    evidence: evidence(handshake({ protocol: 'TLSv1.2', alpn: 'h2' }), { status: 403 }),
    cause:
      'The server at api.internal:8443 answered with 403 over HTTP/2 and never asked for a client certificate; where one path alone needs it, it would have to renegotiate, which HTTP/2 forbids (RFC 9113 section 9.2.1).',
    remedy: "Set http2: false, and maxVersion: 'TLSv1.2'.",
  },
  {
    situation: 'token-wanted',
    judged: 'server answer http proven',
    evidence: evidence(handshake({ status: 'sent' }), {
      status: 401,
      answer: { status: 401, headers: { 'www-authenticate': 'Bearer realm="orders"' } },
    }),
    cause:
      'The server at api.internal:8443 answered with 401 and asks for other credentials (WWW-Authenticate: Bearer realm="orders"); our client certificate (CN=orders,O=Example) had been taken in the handshake.',
    remedy:
      'Send what it asks for in the header Authorization (a token: Bearer …); the client certificate was not refused in TLS.',
  },
  {
    situation: 'answered-faulty-client-certificate',
    judged: 'server answer http proven',
    evidence: evidence(handshake({ status: 'sent', chain: [certificate({ validTo: '2031-04-30T12:00:00.000Z' })] }), {
      status: 403,
    }),
    cause:
      'The server at api.internal:8443 took our client certificate (CN=orders,O=Example) in the handshake, then answered with 403; the likely reason: it expired on 2031-04-30 (1 day ago).',
    remedy: 'Renew the client certificate.',
  },
  {
    situation: 'handshake-timeout',
    judged: 'client time-limit time-limit proven',
    evidence: evidence(handshake({ protocol: undefined as never, status: 'unknown', clientHello: 1780 }), {
      limit: { option: 'timeout', milliseconds: 500, isDefault: false },
      ...failure('ETIMEDOUT'),
    }),
    cause:
      'The server at api.internal:8443 accepted the TCP connection and did not finish the TLS handshake in time (timeout: 500 ms); our ClientHello of 1780 bytes, with the post-quantum key share (ML-KEM), takes more than one packet, which some boxes drop.',
    remedy:
      "Check that the port speaks TLS and that nothing in between holds the bytes back; to rule out its size, set maxVersion: 'TLSv1.2' for this request, or run Node with --openssl-config=FILE, a file whose Groups are X25519:P-256.",
  },
  {
    situation: 'closed-during-handshake',
    judged: 'server close network proven',
    evidence: evidence(
      handshake({
        ...{ protocol: undefined as never, status: 'unknown', clientHello: 1500 },
        capture: { complete: false, reason: 'the record ends before the server answered the ClientHello' },
      }),
      failure('ECONNRESET', 'socket hang up'),
    ),
    cause:
      'The server at api.internal:8443 closed the connection before it answered the first message of TLS; our ClientHello of 1500 bytes, with the post-quantum key share (ML-KEM), takes more than one packet, which some boxes drop.',
    remedy:
      "Check that the port speaks TLS, that the server has a certificate for the name that was sent, and that no firewall cuts the connection; to rule out its size, set maxVersion: 'TLSv1.2' for this request, or run Node with --openssl-config=FILE, a file whose Groups are X25519:P-256.",
  },
  {
    situation: 'post-handshake-authentication-refused',
    judged: 'server reset client-certificate likely',
    evidence: evidence(handshake({ configured: 'orders' }), failure('ECONNRESET', 'read ECONNRESET')),
    cause:
      'The server at api.internal:8443 reset the connection when it had the request, and had not asked for a client certificate; IIS does so on TLS 1.3 where one path alone needs it, as Node does not offer post-handshake authentication.',
    remedy:
      "Set maxVersion: 'TLSv1.2' (and http2: false), so that the server can renegotiate, or let it ask in the first handshake, for the whole host.",
  },
  {
    situation: 'unusable-answer',
    judged: 'client own-check protocol proven',
    evidence: evidence(
      handshake({ beginning: 'SSH-2.0-OpenSSH_9.2p1\r\n' }),
      failure('HPE_INVALID_CONSTANT', 'Parse Error: Expected HTTP/'),
    ),
    cause:
      'The server at api.internal:8443 spoke SSH over a TLS connection that was good: it begins "SSH-2.0-OpenSSH_9.2p1".',
    remedy: 'Use the port on which the server speaks HTTP over TLS.',
  },
  {
    situation: 'unusable-answer',
    judged: 'client own-check protocol proven',
    evidence: evidence(
      handshake({ status: 'sent', beginning: '\0\0\0\x04\0\0\0\0\0' }),
      failure('HPE_INVALID_CONSTANT', 'Parse Error: Expected HTTP/'),
    ),
    cause: 'The server at api.internal:8443 spoke HTTP/2 unasked over a TLS connection that was good.',
    remedy: 'Set http2: true, or let the server heed ALPN and speak HTTP/1.1.',
  },
  {
    situation: 'unusable-answer',
    judged: 'client own-check protocol proven',
    evidence: evidence(
      handshake({ status: 'sent', beginning: 'HTTP/1.1 100 Continue\r\n\r\n' }),
      failure('UND_ERR_SOCKET', 'bad response'),
    ),
    cause:
      'The server at api.internal:8443 answered with HTTP that cannot be used: it begins "HTTP/1.1 100 Continue" (an interim answer, and no final one).',
    remedy: 'Look into what the server sends: a program behind it may write the answer by hand.',
  },
  {
    situation: 'unusable-answer',
    judged: 'client own-check protocol proven',
    evidence: evidence(
      handshake({ beginning: 'HTTP/1.1 200 OK\r\nbroken' }),
      failure('HPE_INVALID_HEADER_TOKEN', 'Parse Error: Invalid header token'),
    ),
    cause:
      'The server at api.internal:8443 answered with HTTP that cannot be used: it begins "HTTP/1.1 200 OK" (Parse Error: Invalid header token).',
    remedy: 'Look into what the server sends: a program behind it may write the answer by hand.',
  },
  {
    situation: 'unusable-answer',
    judged: 'client own-check protocol proven',
    evidence: evidence(
      handshake({ status: 'sent', alpn: 'h2', beginning: 'HTTP/1.1 400 Bad Request\r\n' }),
      failure('ERR_HTTP2_ERROR', 'Protocol error'),
    ),
    cause:
      'The server at api.internal:8443 agreed on HTTP/2 (ALPN h2) and then spoke HTTP/1: it begins "HTTP/1.1 400 Bad Request".',
    remedy: 'Set http2: false, or let the server choose by ALPN the protocol that it speaks.',
  },
  {
    situation: 'unusable-answer',
    judged: 'client own-check protocol proven',
    evidence: evidence(
      handshake({ beginning: '\x15\x03\x03\0\x02\x02*' }),
      failure('HPE_INVALID_CONSTANT', 'Parse Error: Expected HTTP/'),
    ),
    cause:
      'The server at api.internal:8443 spoke TLS over a TLS connection that was good: it begins "\\u0015\\u0003\\u0003\\u0000\\u0002\\u0002*".',
    remedy: 'Use the port on which the server speaks HTTP over TLS.',
  },
  {
    situation: 'goaway',
    judged: 'server close protocol proven',
    evidence: evidence(handshake({ status: 'sent', alpn: 'h2', beginning: '\0\0\0\x04\0\0\0\0\0' }), {
      ...failure('ECONNRESET', 'The stream was closed before the answer was whole (HTTP/2 error code 8)'),
      reused: false,
    }),
    cause:
      'The server at api.internal:8443 ended the HTTP/2 stream, or the connection with it, before the answer was whole (error code 8); TLS had not failed.',
    remedy: "Look into the server's log, or try with http2: false.",
  },
  {
    situation: 'goaway',
    judged: 'server close protocol proven',
    evidence: evidence(
      handshake({ status: 'sent', alpn: 'h2', beginning: '\0\0\0\x04\0\0\0\0\0' }),
      failure('UND_ERR_SOCKET', 'HTTP/2: "GOAWAY" frame received with code 0'),
    ),
    cause:
      'The server at api.internal:8443 ended the HTTP/2 session (HTTP/2: "GOAWAY" frame received with code 0); TLS had not failed.',
    remedy: "Look into the server's log, or try with http2: false.",
  },
  {
    situation: 'http-1.1-required',
    judged: 'server reset protocol proven',
    evidence: evidence(
      handshake({ alpn: 'h2' }),
      failure('ERR_HTTP2_STREAM_ERROR', 'Stream closed with error code NGHTTP2_HTTP_1_1_REQUIRED'),
    ),
    cause:
      'The server at api.internal:8443 reset the HTTP/2 stream with HTTP_1_1_REQUIRED, and had not asked for a client certificate: Apache and IIS do so where one path alone needs it, as HTTP/2 cannot ask later (RFC 9113 section 9.2.1).',
    remedy: "Set http2: false, and maxVersion: 'TLSv1.2', so that the server can renegotiate.",
  },
  {
    situation: 'http-1.1-required',
    judged: 'server reset protocol proven',
    evidence: evidence(
      handshake({ alpn: 'h2', status: 'sent' }),
      failure('ERR_HTTP2_STREAM_ERROR', 'Stream closed with error code NGHTTP2_HTTP_1_1_REQUIRED'),
    ),
    cause:
      'The server at api.internal:8443 reset the HTTP/2 stream with HTTP_1_1_REQUIRED: for this request it speaks HTTP/1.1 alone.',
    remedy: 'Set http2: false.',
  },
  {
    situation: 'server-failed-in-handshake',
    judged: 'server alert parameters proven',
    evidence: evidence(
      handshake({
        status: 'unknown',
        alerts: [alert(80, 'internal_error')],
        capture: {
          complete: false,
          reason:
            'the server ended the connection with the alert internal_error before the server could ask for a client certificate',
        },
      }),
      failure('ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR'),
    ),
    cause:
      'The server at api.internal:8443 ended the handshake with the alert internal_error (80) after its ServerHello and before it asked for a client certificate: it failed at its own end, as one does that would have to list more than 64 KB of authorities.',
    remedy:
      "Look into the server's log; where it lists many authorities for clients, let it list fewer (nginx: ssl_client_certificate with those of clients alone, the rest in ssl_trusted_certificate).",
  },
  {
    situation: 'connection-refused',
    judged: 'server reset network proven',
    evidence: {
      url: 'https://api.internal:8443/',
      method: 'GET',
      handshakes: [],
      redirects: [{ url: 'https://www.internal/', status: 302 }],
      ...failure('ECONNREFUSED', 'connect ECONNREFUSED', 'ConnectionError'),
    },
    cause:
      'Nothing listens at api.internal:8443: the TCP connection was refused; the request had been redirected there by https://www.internal/ (302).',
    remedy: 'Start the server, or correct the port.',
  },
  {
    situation: 'closed-in-upload',
    judged: 'server reset network proven',
    evidence: evidence(handshake(), { upload: true, ...failure('EPIPE', 'write EPIPE') }),
    cause:
      'The server at api.internal:8443 reset the connection in the middle of the upload, before it had answered; it had not asked for a client certificate.',
    remedy: "Look into the server's log, and for its limit on the size or the time of a request.",
  },
  {
    situation: 'closed-after-client-certificate',
    judged: 'server reset client-certificate proven',
    evidence: evidence(handshake({ status: 'sent' }), { upload: true, ...failure('ECONNRESET', 'read ECONNRESET') }),
    cause:
      'The server at api.internal:8443 reset the connection in the middle of the upload without an alert and without an answer right after our client certificate (CN=orders,O=Example): servers on Node and Java close like this when they do not trust it.',
    remedy:
      'Check that the server trusts CN=Example CA,O=Example for clients, and look into its log: it gave no reason on the wire. If that is an intermediate, append its certificate to the cert file.',
  },
  {
    situation: 'outcome-not-known',
    judged: 'nobody none client-certificate unknown',
    evidence: evidence(handshake({ status: 'sent', endedBy: undefined })),
    cause:
      'The server at api.internal:8443 asked for a client certificate and got CN=orders,O=Example; what it made of that, a handshake alone does not tell.',
    remedy: 'Pass the response or the error of the request in place of its handshake.',
  },
  {
    situation: 'redirected-to-plain-http',
    judged: 'nobody none nothing proven',
    evidence: {
      url: 'http://api.internal/',
      method: 'GET',
      handshakes: [handshake({ status: 'sent' })],
      status: 200,
      redirects: [{ url: 'https://api.internal:8443/', status: 302 }],
    },
    cause:
      'The request to https://api.internal:8443/ was redirected (302) to plain HTTP, http://api.internal/: there TLS has no part, so no certificate was asked for or sent.',
    remedy: "Let the server redirect to https, or pass redirect: 'manual' to stop at the answer 302.",
  },
  {
    situation: 'server-certificate-revoked',
    judged: 'client own-check server-certificate proven',
    evidence: refused(
      { class: 'revoked', position: 0 },
      {
        more: [
          { class: 'crl-unavailable', position: 1, subject: 'CN=Example CA,O=Example', message: 'There is no CRL.' },
          { class: 'expired', position: 0, subject: 'CN=api.internal', message: 'It has expired.' },
        ],
      },
    ),
    cause:
      'We refused the server at api.internal:8443 because its certificate (api.internal) is revoked, and for 2 more reasons: crl-unavailable (Example CA); expired (api.internal).',
    remedy: 'Give the server a new certificate; that alone will not do, as the other problems remain.',
  },
]

/** The client has sent this certificate, and the server has answered by an alert. */
function sent(facts: Partial<Certificate>, by: Alert): Evidence {
  const asked = handshake({ status: 'sent', chain: [certificate(facts)], alerts: [by] })
  return evidence(asked, failure('ECONNRESET'))
}

/** The server lists a name that prints like our issuer's, in other bytes. */
function listedInPrint(): Evidence {
  const asked = handshake({
    status: 'sent',
    authorities: ['CN=Example CA,O=Example'],
    listed: ['3000'],
    alerts: [alert(48, 'unknown_ca')],
  })
  return evidence(asked, failure('ECONNRESET'))
}

/** We have refused the server's certificate. */
function refused(
  problem: Omit<CertificateProblem, 'message'>,
  { more = [], ...facts }: HandshakeFacts & { more?: CertificateProblem[] } = {},
  settings: ConnectionSettings = {},
): Evidence {
  const made = handshake({ ...facts, problems: [...more, { ...problem, code: 'REASON', message: 'It is so.' }] })
  return evidence(made, { ...failure('REASON'), settings })
}

function authority(facts: Partial<ConfiguredAuthority>): ConfiguredAuthority {
  return {
    path: 'ca[1]',
    subject: 'CN=Example CA,O=Example',
    issuer: 'CN=Example CA,O=Example',
    fingerprint256: '11:22',
    applies: true,
    ...facts,
  }
}

function page(text: string): AnswerFacts {
  return { status: 400, headers: { 'content-type': 'text/html' }, text }
}
