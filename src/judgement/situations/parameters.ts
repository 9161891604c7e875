import { isBeforeAsking } from '../client-certificate-refusal.ts'
import type { TlsFacts } from '../facts.ts'
import type { Situation, Told } from '../situation.ts'

type Words = Pick<Told, 'cause' | 'remedy' | 'certainty'>

/** The two sides did not agree on versions, suites, names or protocols. */
export const parameters: readonly Situation[] = [
  byAlert('no-common-version', 'version', [70], (facts) => {
    return (
      facts.handshake.protocol === undefined && {
        cause: `The server at ${facts.origin} refused every TLS version that we offered (alert protocol_version).`,
        remedy: otherVersions(facts),
      }
    )
  }),
  byAlert('weak-parameters', 'cipher', [71], ({ origin, settings }) => ({
    cause: `The server at ${origin} demands stronger cipher suites than we offered (alert insufficient_security).`,
    remedy:
      settings.ciphers === undefined
        ? 'Let the server accept more cipher suites, or add stronger ones to ciphers in the config.'
        : 'Take ciphers out of the config, or add stronger ones.',
  })),
  byAlert('name-not-served', 'server-name', [112], ({ origin, handshake }) => ({
    cause: `The server at ${origin} does not serve the name ${handshake.servername ?? '(none was sent)'} (alert unrecognized_name).`,
    remedy: 'Correct the host of the URL, or set servername to a name that the server knows.',
  })),
  byAlert('no-common-application-protocol', 'application-protocol', [120], ({ origin, settings, handshake }) => {
    return (
      handshake.alpn === undefined && {
        cause: `The server at ${origin} speaks none of the application protocols that we offered (alert no_application_protocol).`,
        remedy: settings.http2
          ? 'Let the server speak h2 or http/1.1.'
          : 'Set http2: true if the server speaks HTTP/2 only, or let it speak http/1.1.',
      }
    )
  }),
  byAlert('name-not-sent', 'server-name', [40, 49, 80, 86, 110], ({ origin, serverAlert, handshake }) => {
    return (
      handshake.protocol === undefined &&
      handshake.servername === undefined && {
        certainty: 'likely',
        cause: `The server at ${origin} answered our first message with the alert ${serverAlert?.description} (${serverAlert?.code}), as servers do that have no certificate for a connection without a server name: none is sent for an IP address.`,
        remedy: 'Set servername to a name that the server knows, or use that name in the URL.',
      }
    )
  }),
  byAlert('server-failed-in-handshake', 'unknown', [80], ({ origin, handshake }) => {
    return (
      handshake.protocol !== undefined &&
      isBeforeAsking(handshake) && {
        cause: `The server at ${origin} ended the handshake with the alert internal_error (80) after its ServerHello and before it asked for a client certificate: it failed at its own end, as one does that would have to list more than 64 KB of authorities.`,
        remedy:
          "Look into the server's log; where it lists many authorities for clients, let it list fewer (nginx: ssl_client_certificate with those of clients alone, the rest in ssl_trusted_certificate).",
      }
    )
  }),
  byAlert('no-common-parameters', 'cipher-or-group', [40, 47, 109], (facts) => {
    const { origin, serverAlert, handshake, settings, status } = facts
    const narrowed = [
      ...(settings.ciphers === undefined ? [] : ['ciphers']),
      ...(settings.minVersion === undefined ? [] : ['minVersion']),
      ...(settings.maxVersion === undefined ? [] : ['maxVersion']),
    ]
    return (
      !handshake.clientCertificate.request &&
      status === 'unknown' && {
        certainty: 'likely',
        cause: `The server at ${origin} refused the connection with the alert ${serverAlert?.description} (${serverAlert?.code}) before it asked for a client certificate, mostly for want of a common cipher suite, group or signature algorithm.`,
        remedy:
          narrowed.length > 0
            ? `Take ${narrowed.join(' and ')} out of the config, and compare the server's cipher suites and key type with ours.`
            : "Compare the server's cipher suites, groups and key type with ours; an old server may need minVersion: 'TLSv1' with ciphers: 'DEFAULT@SECLEVEL=0'.",
      }
    )
  }),
  byCode(
    'version-refused-by-us',
    'version',
    /UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW|WRONG_SSL_VERSION|NO_PROTOCOLS_AVAILABLE|ALERT_PROTOCOL_VERSION/,
    (facts) => ({
      cause: `We refused the server at ${facts.origin} because it offers no TLS version ${between(facts)}.`,
      remedy: otherVersions(facts),
    }),
  ),
  byCode(
    'signature-refused-by-us',
    'signature-algorithm',
    /WRONG_SIGNATURE_TYPE|NO_SHARED_SIGNATURE|NO_SUITABLE_SIGNATURE|LEGACY_SIGALG_DISALLOWED|INVALID_DIGEST|EE_KEY_TOO_SMALL_SIG/,
    ({ origin }) => ({
      cause: `We refused the server at ${origin} because it signs its key exchange with an algorithm that this OpenSSL does not take, such as SHA-1.`,
      remedy:
        "Let the server sign with SHA-256 or stronger; to test an old server as it is, set ciphers: 'DEFAULT@SECLEVEL=0'.",
    }),
  ),
  byCode(
    'weak-server-key-exchange',
    'key-exchange',
    /DH_KEY_TOO_SMALL|EE_KEY_TOO_SMALL|BAD_ECPOINT|MODULUS_TOO_LARGE|BAD_DH/,
    ({ origin }) => ({
      cause: `We refused the server at ${origin} because its key exchange is too weak for this OpenSSL.`,
      remedy:
        "Give the server larger Diffie-Hellman parameters or elliptic curves; to test it as it is, set ciphers: 'DEFAULT@SECLEVEL=0'.",
    }),
  ),
  byCode('legacy-renegotiation', 'renegotiation', /UNSAFE_LEGACY_RENEGOTIATION/, ({ origin }) => ({
    cause: `We refused the server at ${origin} because it does not support secure renegotiation (RFC 5746).`,
    remedy: 'Update the TLS library of the server, or the middlebox in front of it.',
  })),
  byCode('renegotiation-declined', 'renegotiation', /^ERR_SSL_NO_RENEGOTIATION/, ({ origin }) => ({
    cause: `We ended the handshake with the server at ${origin} because it declined a renegotiation (alert no_renegotiation) that nobody had asked for.`,
    remedy:
      'Look for a box in between that answers for the server, or for a server that cannot begin a handshake anew.',
  })),
  byCode('message-too-large', 'message-size', /EXCESSIVE_MESSAGE_SIZE|MESSAGE_TOO_LONG/, ({ origin, handshake }) => {
    const isRequest = (handshake.clientCertificate.request?.authorities.length ?? 0) > 200
    return {
      cause: `We refused the server at ${origin} because ${isRequest ? `its request for a client certificate lists ${handshake.clientCertificate.request?.authorities.length} authorities and` : 'one of its messages, the chain of certificates or the request for a client certificate,'} is larger than OpenSSL takes.`,
      remedy: isRequest
        ? 'Let the server list fewer authorities (nginx: ssl_client_certificate with those of clients alone, the rest in ssl_trusted_certificate).'
        : 'Let the server send its own chain alone, and list the authorities of clients alone.',
    }
  }),
  byCode('no-cipher', 'cipher', /NO_CIPHER|NO_SHARED_CIPHER|INVALID_CIPHER/, ({ origin }) => ({
    cause: `No cipher suite was left to offer to the server at ${origin}.`,
    remedy: "Correct ciphers in the config: Node's own spelling, with suites for the TLS versions that are allowed.",
  })),
  byCode('message-refused-by-us', 'message', /^ERR_O?SSL_(?!UNEXPECTED_EOF)(?!.*ALERT)/, ({ origin, code }) => ({
    cause: `We ended the connection to the server at ${origin} because OpenSSL takes no such message as the server sent (${wordsOfCode(code)}).`,
    remedy: "Look into the server's log, and for a box in between that changes what is sent.",
  })),
]

/** `ERR_SSL_BAD_EXTENSION`: `bad extension`. */
function wordsOfCode(code: string): string {
  return code
    .replace(/^ERR_O?SSL_/, '')
    .toLowerCase()
    .replaceAll('_', ' ')
}

/** What to widen: what was set, first; then what an old server needs. */
function otherVersions({ settings: { minVersion, maxVersion, ciphers } }: TlsFacts): string {
  const isOld = minVersion === 'TLSv1' || minVersion === 'TLSv1.1'
  if (isOld && !/@SECLEVEL=0/.test(ciphers ?? '')) {
    return `Add ciphers: 'DEFAULT@SECLEVEL=0' to minVersion: '${minVersion}': without it OpenSSL does not speak TLS 1.0 and 1.1, whatever minVersion says.`
  }
  const old = "if the server speaks TLS 1.0 or 1.1 alone, set minVersion: 'TLSv1' with ciphers: 'DEFAULT@SECLEVEL=0'"
  if (minVersion === 'TLSv1.3') return `Take minVersion: 'TLSv1.3' out, or let the server speak TLS 1.3; ${old}.`
  if (maxVersion !== undefined) return `Take maxVersion: '${maxVersion}' out, or let the server speak it; ${old}.`
  return `Let the server speak TLS 1.2 or 1.3; ${old}.`
}

function between({ settings: { minVersion = 'TLSv1.2', maxVersion = 'TLSv1.3' } }: TlsFacts): string {
  return minVersion === maxVersion ? `that we offered, ${minVersion} alone` : `from ${minVersion} to ${maxVersion}`
}

function byAlert(
  situation: string,
  parameter: string,
  codes: number[],
  words: (facts: TlsFacts) => Words | false,
): Situation {
  return {
    situation,
    tell: (facts) => {
      if (!codes.includes(facts.serverAlert?.code ?? -1) || facts.wire.seen === true) return false
      const told = words(facts)
      return told && { subject: { kind: 'parameters', parameter }, ...told }
    },
  }
}

function byCode(situation: string, parameter: string, codes: RegExp, words: (facts: TlsFacts) => Words): Situation {
  return {
    situation,
    tell: (facts) =>
      !facts.serverAlert &&
      codes.test(facts.code) && {
        party: 'client',
        means: 'own-check',
        subject: { kind: 'parameters', parameter },
        ...words(facts),
      },
  }
}
