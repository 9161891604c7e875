import { alert, evidence, failure, type HandshakeFacts, handshake } from '../evidence-builder.ts'
import type { Row } from './row.ts'

export const tls: Row[] = [
  {
    situation: 'server-speaks-plain-http',
    judged: 'client own-check protocol proven',
    evidence: unanswered(
      'ERR_SSL_WRONG_VERSION_NUMBER',
      'the server did not speak TLS: its first bytes are "HTTP/1.1 400 Bad Request"',
    ),
    cause: 'The server at api.internal:8443 answered the TLS handshake in plain HTTP: that port does not speak TLS.',
    remedy: 'Write http:// in the URL, or use the port on which the server speaks TLS.',
  },
  {
    situation: 'server-not-tls',
    judged: 'client own-check protocol proven',
    evidence: unanswered(
      'ERR_SSL_WRONG_VERSION_NUMBER',
      'the server did not speak TLS: its first bytes are "SSH-2.0-OpenSSH_9.2"',
    ),
    cause: 'The server at api.internal:8443 answered the TLS handshake with SSH: that port does not speak HTTPS.',
    remedy: 'That is the port of a shell; use the port on which the server speaks HTTPS.',
  },
  {
    situation: 'no-common-version',
    judged: 'server alert parameters proven',
    evidence: refusedBy(70, 'protocol_version'),
    cause: 'The server at api.internal:8443 refused every TLS version that we offered (alert protocol_version).',
    remedy:
      "Let the server speak TLS 1.2 or 1.3; if the server speaks TLS 1.0 or 1.1 alone, set minVersion: 'TLSv1' with ciphers: 'DEFAULT@SECLEVEL=0'.",
  },
  {
    situation: 'weak-parameters',
    judged: 'server alert parameters proven',
    evidence: refusedBy(71, 'insufficient_security'),
    cause:
      'The server at api.internal:8443 demands stronger cipher suites than we offered (alert insufficient_security).',
    remedy: 'Let the server accept more cipher suites, or add stronger ones to ciphers in the config.',
  },
  {
    situation: 'name-not-served',
    judged: 'server alert parameters proven',
    evidence: refusedBy(112, 'unrecognized_name'),
    cause: 'The server at api.internal:8443 does not serve the name api.internal (alert unrecognized_name).',
    remedy: 'Correct the host of the URL, or set servername to a name that the server knows.',
  },
  {
    situation: 'no-common-application-protocol',
    judged: 'server alert parameters proven',
    evidence: refusedBy(120, 'no_application_protocol'),
    cause:
      'The server at api.internal:8443 speaks none of the application protocols that we offered (alert no_application_protocol).',
    remedy: 'Set http2: true if the server speaks HTTP/2 only, or let it speak http/1.1.',
  },
  {
    situation: 'no-common-parameters',
    judged: 'server alert parameters likely',
    evidence: refusedBy(40, 'handshake_failure'),
    cause:
      'The server at api.internal:8443 refused the connection with the alert handshake_failure (40) before it asked for a client certificate, mostly for want of a common cipher suite, group or signature algorithm.',
    remedy:
      "Compare the server's cipher suites, groups and key type with ours; an old server may need minVersion: 'TLSv1' with ciphers: 'DEFAULT@SECLEVEL=0'.",
  },
  {
    situation: 'version-refused-by-us',
    judged: 'client own-check parameters proven',
    evidence: unanswered('ERR_SSL_UNSUPPORTED_PROTOCOL'),
    cause: 'We refused the server at api.internal:8443 because it offers no TLS version from TLSv1.2 to TLSv1.3.',
    remedy:
      "Let the server speak TLS 1.2 or 1.3; if the server speaks TLS 1.0 or 1.1 alone, set minVersion: 'TLSv1' with ciphers: 'DEFAULT@SECLEVEL=0'.",
  },
  {
    situation: 'weak-server-key-exchange',
    judged: 'client own-check parameters proven',
    evidence: unanswered('ERR_SSL_DH_KEY_TOO_SMALL'),
    cause: 'We refused the server at api.internal:8443 because its key exchange is too weak for this OpenSSL.',
    remedy:
      "Give the server larger Diffie-Hellman parameters or elliptic curves; to test it as it is, set ciphers: 'DEFAULT@SECLEVEL=0'.",
  },
  {
    situation: 'legacy-renegotiation',
    judged: 'client own-check parameters proven',
    evidence: unanswered('ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED'),
    cause: 'We refused the server at api.internal:8443 because it does not support secure renegotiation (RFC 5746).',
    remedy: 'Update the TLS library of the server, or the middlebox in front of it.',
  },
  {
    situation: 'no-cipher',
    judged: 'client own-check parameters proven',
    evidence: unanswered('ERR_SSL_NO_CIPHERS_AVAILABLE'),
    cause: 'No cipher suite was left to offer to the server at api.internal:8443.',
    remedy: "Correct ciphers in the config: Node's own spelling, with suites for the TLS versions that are allowed.",
  },
  {
    situation: 'handshake-timeout',
    judged: 'client time-limit time-limit proven',
    evidence: unanswered('ETIMEDOUT'),
    cause: 'The server at api.internal:8443 accepted the TCP connection and did not finish the TLS handshake in time.',
    remedy: 'Check that the port speaks TLS and that nothing in between holds the bytes back.',
  },
  {
    situation: 'closed-during-handshake',
    judged: 'server close network proven',
    evidence: unanswered('ECONNRESET'),
    cause: 'The server at api.internal:8443 closed the connection before it answered the first message of TLS.',
    remedy:
      'Check that the port speaks TLS, that the server has a certificate for the name that was sent, and that no firewall cuts the connection.',
  },
  {
    situation: 'no-answer-in-time',
    judged: 'client time-limit time-limit proven',
    evidence: evidence(
      handshake({ status: 'sent' }),
      failure('ETIMEDOUT', 'No complete answer within 500 ms', 'ConnectionError'),
    ),
    cause:
      'The server at api.internal:8443 did not answer in time, after it had got our client certificate (CN=orders,O=Example); TLS had not failed.',
    remedy: "Look into the server's log, or give the request a longer timeout.",
  },
  {
    situation: 'closed-in-mid-handshake',
    judged: 'server close client-certificate unknown',
    evidence: evidence(handshake({ status: 'unknown' }), failure('ECONNRESET')),
    cause:
      'The server at api.internal:8443 closed the connection before the TLS handshake was through (the key log was missing).',
    remedy: "Look into the server's log, and for a firewall or load balancer that cuts the connection.",
  },
  {
    situation: 'closed-later',
    judged: 'server close network proven',
    evidence: evidence(handshake(), failure('UND_ERR_SOCKET', 'other side closed', 'ConnectionError')),
    cause:
      'The server at api.internal:8443 closed the connection without an alert and without an answer; it had not asked for a client certificate.',
    remedy: "Look into the server's log.",
  },
  {
    situation: 'client-destroyed',
    judged: 'client close nothing proven',
    evidence: evidence(
      handshake({ status: 'sent' }),
      failure('ERR_MTLS_CLIENT_DESTROYED', 'The client was destroyed', 'ConnectionError'),
    ),
    cause:
      'The request to api.internal:8443 was under way when its client was destroyed, before an answer came; TLS had not failed.',
    remedy:
      'Await the request before that, or close() the client, which waits for it; at the end of a test file the client of its `request` is destroyed.',
  },
  {
    situation: 'other-alert',
    judged: 'server alert parameters unknown',
    evidence: refusedBy(80, 'internal_error'),
    cause:
      'The server at api.internal:8443 ended the connection with the alert internal_error (80), in place of its first message.',
    remedy: "Look for internal_error in the server's log: the alert alone does not say more.",
  },
  {
    situation: 'other-tls-failure',
    judged: 'client own-check network unknown',
    evidence: evidence(
      handshake({
        protocol: 'TLSv1.2',
        alerts: [{ from: 'server', level: 'warning', code: 112, description: 'unrecognized_name' }],
      }),
      failure('ERR_STRANGE', '80C8:error:0A0000F4:SSL routines:tls_read:unexpected message:../ssl/statem.c:396:'),
    ),
    cause:
      'The TLS connection to api.internal:8443 failed without a fatal alert of the server (ERR_STRANGE): unexpected message.',
    remedy: 'Look at the cause of the error: the handshake alone does not explain it.',
  },
  {
    situation: 'message-refused-by-us',
    judged: 'client own-check parameters proven',
    evidence: evidence(handshake(), failure('ERR_SSL_BAD_RECORD_TYPE', 'bad record type')),
    cause:
      'We ended the connection to the server at api.internal:8443 because OpenSSL takes no such message as the server sent (bad record type).',
    remedy: "Look into the server's log, and for a box in between that changes what is sent.",
  },
  {
    situation: 'renegotiation-declined',
    judged: 'client own-check parameters proven',
    evidence: evidence(handshake({ status: 'unknown' }), failure('ERR_SSL_NO_RENEGOTIATION')),
    cause:
      'We ended the handshake with the server at api.internal:8443 because it declined a renegotiation (alert no_renegotiation) that nobody had asked for.',
    remedy:
      'Look for a box in between that answers for the server, or for a server that cannot begin a handshake anew.',
  },
  {
    situation: 'aborted-by-the-caller',
    judged: 'client close nothing proven',
    evidence: evidence(handshake({ status: 'sent' }), failure('ABORT_ERR', 'This operation was aborted', 'AbortError')),
    cause:
      'The request to api.internal:8443 was aborted by the signal that it was given (AbortError), before an answer came; TLS had not failed.',
    remedy: 'Let the signal wait longer, or correct the expectation.',
  },
  {
    situation: 'aborted-by-the-caller',
    judged: 'client close nothing proven',
    evidence: evidence(undefined, failure('ERR_CANCELED', 'canceled', 'CanceledError')),
    cause:
      'The request to api.internal:8443 was aborted by the signal that it was given (CanceledError), before a TLS handshake was begun.',
    remedy: 'Let the signal wait longer, or correct the expectation.',
  },
  {
    situation: 'other-alert',
    judged: 'server alert parameters unknown',
    evidence: evidence(handshake({ alerts: [alert(70, 'protocol_version')] }), failure('ECONNRESET')),
    cause:
      'The server at api.internal:8443 ended the connection with the alert protocol_version (70), after it had agreed to our parameters without asking for a client certificate.',
    remedy: "Look for protocol_version in the server's log: the alert alone does not say more.",
  },
  {
    situation: 'closed-after-client-certificate',
    judged: 'server close client-certificate proven',
    evidence: evidence(
      handshake({
        status: 'sent',
        seen: false,
        protocol: 'TLSv1.2',
        alerts: [{ from: 'server', level: 'warning', code: 112, description: 'unrecognized_name' }],
      }),
      failure('ECONNRESET'),
    ),
    cause:
      'The server at api.internal:8443 closed the connection without a fatal alert and without an answer right after our client certificate (CN=orders,O=Example): servers on Node and Java close like this when they do not trust it.',
    remedy:
      'Check that the server trusts CN=Example CA,O=Example for clients, and look into its log: it gave no reason on the wire. If that is an intermediate, append its certificate to the cert file.',
  },
  {
    situation: 'client-certificate-refused',
    judged: 'server alert client-certificate proven',
    evidence: evidence(
      handshake({
        status: 'sent',
        seen: false,
        protocol: 'TLSv1.2',
        alerts: [{ from: 'server', level: 'warning', code: 42, description: 'bad_certificate' }],
      }),
      failure('ECONNRESET'),
    ),
    cause:
      'The server at api.internal:8443 refused the connection with the alert bad_certificate (42) after our client certificate (CN=orders,O=Example): the alert does not say more.',
    remedy:
      "Compare the certificate's issuer (no intermediate was sent), dates and key usage with what the server accepts, and look into the server's log.",
  },
]

/** The server ended the handshake in place of its ServerHello. */
function refusedBy(code: number, description: string) {
  return evidence(withoutServerHello({ alerts: [alert(code, description)] }), failure('ERR_SSL_ALERT'))
}

/** The handshake did not come to a ServerHello. */
function unanswered(code: string, reason = 'the record ends before the server answered the ClientHello') {
  return evidence(withoutServerHello({ capture: { complete: false, reason } }), failure(code))
}

function withoutServerHello(facts: HandshakeFacts) {
  const { protocol, cipher, group, alpn, ...begun } = handshake({ status: 'unknown', server: [], ...facts })
  return begun
}
