import { alert, evidence, failure, type HandshakeFacts, handshake } from '../evidence-builder.ts'
import type { Row } from './row.ts'

export const tls: Row[] = [
  {
    situation: 'server-speaks-plain-http',
    party: 'client',
    evidence: unanswered(
      'ERR_SSL_WRONG_VERSION_NUMBER',
      'the server did not speak TLS: its first bytes are "HTTP/1.1 400 Bad Request"',
    ),
    cause: 'The server at api.internal:8443 answered the TLS handshake in plain HTTP: that port does not speak TLS.',
    remedy: 'Write http:// in the URL, or use the port on which the server speaks TLS.',
  },
  {
    situation: 'server-not-tls',
    party: 'client',
    evidence: unanswered(
      'ERR_SSL_WRONG_VERSION_NUMBER',
      'the server did not speak TLS: its first bytes are "SSH-2.0-OpenSSH_9.2"',
    ),
    cause:
      'The server at api.internal:8443 answered the TLS handshake with bytes that are not TLS: that port speaks another protocol.',
    remedy: 'Use the port on which the server speaks TLS, or http:// if it speaks plain HTTP.',
  },
  {
    situation: 'no-common-version',
    party: 'client',
    evidence: refusedBy(70, 'protocol_version'),
    cause: 'The server at api.internal:8443 refused every TLS version that we offered (alert protocol_version).',
    remedy: 'Widen minVersion and maxVersion in the config, or let the server speak TLS 1.2 or 1.3.',
  },
  {
    situation: 'weak-parameters',
    party: 'client',
    evidence: refusedBy(71, 'insufficient_security'),
    cause:
      'The server at api.internal:8443 demands stronger cipher suites than we offered (alert insufficient_security).',
    remedy: 'Take ciphers out of the config, or add stronger ones.',
  },
  {
    situation: 'name-not-served',
    party: 'client',
    evidence: refusedBy(112, 'unrecognized_name'),
    cause: 'The server at api.internal:8443 does not serve the name api.internal (alert unrecognized_name).',
    remedy: 'Correct the host of the URL, or set servername to a name that the server knows.',
  },
  {
    situation: 'no-common-application-protocol',
    party: 'client',
    evidence: refusedBy(120, 'no_application_protocol'),
    cause:
      'The server at api.internal:8443 speaks none of the application protocols that we offered (alert no_application_protocol).',
    remedy: 'Set http2: true if the server speaks HTTP/2 only, or let it speak http/1.1.',
  },
  {
    situation: 'no-common-parameters',
    party: 'client',
    evidence: refusedBy(40, 'handshake_failure'),
    cause:
      'The server at api.internal:8443 refused the connection with the alert handshake_failure before it asked for a client certificate, mostly for want of a common cipher suite, group or signature algorithm.',
    remedy:
      "Take ciphers, minVersion and maxVersion out of the config, and compare the server's cipher suites and key type with ours.",
  },
  {
    situation: 'version-refused-by-us',
    party: 'client',
    evidence: unanswered('ERR_SSL_UNSUPPORTED_PROTOCOL'),
    cause:
      'We refused the server at api.internal:8443 because it offers no TLS version between our minVersion and maxVersion.',
    remedy: 'Widen minVersion and maxVersion in the config, or let the server speak TLS 1.2 or 1.3.',
  },
  {
    situation: 'weak-server-key-exchange',
    party: 'server',
    evidence: unanswered('ERR_SSL_DH_KEY_TOO_SMALL'),
    cause: 'We refused the server at api.internal:8443 because its key exchange is too weak for this OpenSSL.',
    remedy: 'Give the server larger Diffie-Hellman parameters or elliptic curves.',
  },
  {
    situation: 'legacy-renegotiation',
    party: 'server',
    evidence: unanswered('ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED'),
    cause: 'We refused the server at api.internal:8443 because it does not support secure renegotiation (RFC 5746).',
    remedy: 'Update the TLS library of the server, or the middlebox in front of it.',
  },
  {
    situation: 'no-cipher',
    party: 'client',
    evidence: unanswered('ERR_SSL_NO_CIPHERS_AVAILABLE'),
    cause: 'No cipher suite was left to offer to the server at api.internal:8443.',
    remedy: "Correct ciphers in the config: Node's own spelling, with suites for the TLS versions that are allowed.",
  },
  {
    situation: 'handshake-timeout',
    party: 'server',
    evidence: unanswered('ETIMEDOUT'),
    cause: 'The server at api.internal:8443 accepted the TCP connection and did not finish the TLS handshake in time.',
    remedy: 'Check that the port speaks TLS and that nothing in between holds the bytes back.',
  },
  {
    situation: 'closed-during-handshake',
    party: 'server',
    evidence: unanswered('ECONNRESET'),
    cause: 'The server at api.internal:8443 closed the connection before it answered the first message of TLS.',
    remedy:
      'Check that the port speaks TLS, that the server has a certificate for the name that was sent, and that no firewall cuts the connection.',
  },
  {
    situation: 'no-answer-in-time',
    party: 'server',
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
    party: 'server',
    evidence: evidence(handshake({ status: 'unknown' }), failure('ECONNRESET')),
    cause:
      'The server at api.internal:8443 closed the connection before the TLS handshake was through (the key log was missing).',
    remedy: "Look into the server's log, and for a firewall or load balancer that cuts the connection.",
  },
  {
    situation: 'closed-later',
    party: 'server',
    evidence: evidence(handshake(), failure('UND_ERR_SOCKET', 'other side closed', 'ConnectionError')),
    cause:
      'The server at api.internal:8443 closed the connection without an alert and without a whole answer; it had not asked for a client certificate.',
    remedy: "Look into the server's log, and for a proxy or load balancer that closes idle connections.",
  },
  {
    situation: 'other-alert',
    party: 'server',
    evidence: refusedBy(80, 'internal_error'),
    cause: 'The server at api.internal:8443 ended the connection with the alert internal_error (80).',
    remedy: "Look for internal_error in the server's log: the alert alone does not say more.",
  },
  {
    situation: 'other-tls-failure',
    party: 'client',
    evidence: evidence(handshake(), failure('ERR_SSL_BAD_RECORD', 'bad record mac')),
    cause:
      'The TLS connection to api.internal:8443 failed without an alert of the server (ERR_SSL_BAD_RECORD): bad record mac.',
    remedy: 'Look at the cause of the error: the handshake alone does not explain it.',
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
