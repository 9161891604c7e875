import type { TlsFacts } from '../facts.ts'
import type { Situation, Told } from '../situation.ts'

/** The two sides did not agree on versions, suites, names or protocols. */
export const parameters: readonly Situation[] = [
  byAlert('no-common-version', 'client', [70], ({ origin }) => ({
    cause: `The server at ${origin} refused every TLS version that we offered (alert protocol_version).`,
    remedy: 'Widen minVersion and maxVersion in the config, or let the server speak TLS 1.2 or 1.3.',
  })),
  byAlert('weak-parameters', 'client', [71], ({ origin }) => ({
    cause: `The server at ${origin} demands stronger cipher suites than we offered (alert insufficient_security).`,
    remedy: 'Take ciphers out of the config, or add stronger ones.',
  })),
  byAlert('name-not-served', 'client', [112], ({ origin, handshake }) => ({
    cause: `The server at ${origin} does not serve the name ${handshake.servername ?? '(none was sent)'} (alert unrecognized_name).`,
    remedy: 'Correct the host of the URL, or set servername to a name that the server knows.',
  })),
  byAlert('no-common-application-protocol', 'client', [120], ({ origin }) => ({
    cause: `The server at ${origin} speaks none of the application protocols that we offered (alert no_application_protocol).`,
    remedy: 'Set http2: true if the server speaks HTTP/2 only, or let it speak http/1.1.',
  })),
  byAlert('no-common-parameters', 'client', [40, 47, 109], ({ origin, serverAlert, handshake }) => {
    return (
      !handshake.clientCertificate.request && {
        cause: `The server at ${origin} refused the connection with the alert ${serverAlert?.description} before it asked for a client certificate, mostly for want of a common cipher suite, group or signature algorithm.`,
        remedy:
          "Take ciphers, minVersion and maxVersion out of the config, and compare the server's cipher suites and key type with ours.",
      }
    )
  }),
  byCode(
    'version-refused-by-us',
    'client',
    /UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW|WRONG_SSL_VERSION|NO_PROTOCOLS_AVAILABLE|ALERT_PROTOCOL_VERSION/,
    ({ origin }) => ({
      cause: `We refused the server at ${origin} because it offers no TLS version between our minVersion and maxVersion.`,
      remedy: 'Widen minVersion and maxVersion in the config, or let the server speak TLS 1.2 or 1.3.',
    }),
  ),
  byCode(
    'weak-server-key-exchange',
    'server',
    /DH_KEY_TOO_SMALL|EE_KEY_TOO_SMALL|BAD_ECPOINT|MODULUS_TOO_LARGE/,
    ({ origin }) => ({
      cause: `We refused the server at ${origin} because its key exchange is too weak for this OpenSSL.`,
      remedy: 'Give the server larger Diffie-Hellman parameters or elliptic curves.',
    }),
  ),
  byCode('legacy-renegotiation', 'server', /UNSAFE_LEGACY_RENEGOTIATION/, ({ origin }) => ({
    cause: `We refused the server at ${origin} because it does not support secure renegotiation (RFC 5746).`,
    remedy: 'Update the TLS library of the server, or the middlebox in front of it.',
  })),
  byCode('no-cipher', 'client', /NO_CIPHER|NO_SHARED_CIPHER|INVALID_CIPHER/, ({ origin }) => ({
    cause: `No cipher suite was left to offer to the server at ${origin}.`,
    remedy: "Correct ciphers in the config: Node's own spelling, with suites for the TLS versions that are allowed.",
  })),
]

function byAlert(
  situation: string,
  party: Situation['party'],
  codes: number[],
  words: (facts: TlsFacts) => Told | false,
): Situation {
  return { situation, party, tell: (facts) => codes.includes(facts.serverAlert?.code ?? -1) && words(facts) }
}

function byCode(
  situation: string,
  party: Situation['party'],
  codes: RegExp,
  words: (facts: TlsFacts) => Told,
): Situation {
  return { situation, party, tell: (facts) => !facts.serverAlert && codes.test(facts.code) && words(facts) }
}
