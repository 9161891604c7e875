import type { Situation } from '../situation.ts'

/** OpenSSL read bytes that are no TLS record. */
const wrongVersion =
  /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|wrong version number|packet length too long|HTTP_REQUEST|BAD_RECORD_TYPE/

/** The other side does not speak TLS. */
export const notTls: readonly Situation[] = [
  {
    situation: 'server-speaks-plain-http',
    party: 'client',
    tell: ({ handshake, origin }) =>
      /the server did not speak TLS.*HTTP\//.test(handshake.capture.reason ?? '') && {
        cause: `The server at ${origin} answered the TLS handshake in plain HTTP: that port does not speak TLS.`,
        remedy: 'Write http:// in the URL, or use the port on which the server speaks TLS.',
      },
  },
  {
    situation: 'server-not-tls',
    party: 'client',
    tell: ({ evidence, handshake, code, origin }) =>
      !handshake.protocol &&
      (/the server did not speak TLS/.test(handshake.capture.reason ?? '') ||
        wrongVersion.test(`${code} ${evidence.error?.message}`)) && {
        cause: `The server at ${origin} answered the TLS handshake with bytes that are not TLS: that port speaks another protocol.`,
        remedy: 'Use the port on which the server speaks TLS, or http:// if it speaks plain HTTP.',
      },
  },
]
