import { subjectOf } from '../phrases.ts'
import type { Situation } from '../situation.ts'

const timeout = /TIMEOUT|ETIMEDOUT|TimeoutError/
const closed = /^(?:ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET|ERR_MTLS_CLOSED\w*|ERR_SSL_UNEXPECTED_EOF\w*)$/

/** The connection failed in a way that is not about certificates. */
export const brokenLater: readonly Situation[] = [
  {
    situation: 'handshake-timeout',
    party: 'server',
    tell: ({ code, origin, handshake, status }) =>
      timeout.test(code) &&
      (!handshake.protocol || status === 'unknown') && {
        cause: `The server at ${origin} accepted the TCP connection and did not finish the TLS handshake in time.`,
        remedy: 'Check that the port speaks TLS and that nothing in between holds the bytes back.',
      },
  },
  {
    situation: 'no-answer-in-time',
    party: 'server',
    tell: ({ code, origin, status, leaf }) =>
      timeout.test(code) && {
        cause: `The server at ${origin} did not answer in time${status === 'sent' ? `, after it had got our client certificate (${subjectOf(leaf)})` : ''}; TLS had not failed.`,
        remedy: "Look into the server's log, or give the request a longer timeout.",
      },
  },
  {
    situation: 'closed-during-handshake',
    party: 'server',
    tell: ({ code, origin, handshake, serverAlert }) =>
      closed.test(code) &&
      !serverAlert &&
      !handshake.protocol && {
        cause: `The server at ${origin} closed the connection before it answered the first message of TLS.`,
        remedy:
          'Check that the port speaks TLS, that the server has a certificate for the name that was sent, and that no firewall cuts the connection.',
      },
  },
  {
    situation: 'closed-in-mid-handshake',
    party: 'server',
    tell: ({ code, origin, serverAlert, status, handshake }) =>
      closed.test(code) &&
      !serverAlert &&
      status === 'unknown' && {
        cause: `The server at ${origin} closed the connection before the TLS handshake was through (${handshake.capture.reason ?? 'the record ends there'}).`,
        remedy: "Look into the server's log, and for a firewall or load balancer that cuts the connection.",
      },
  },
  {
    situation: 'closed-later',
    party: 'server',
    tell: ({ code, origin, serverAlert, status }) =>
      closed.test(code) &&
      !serverAlert && {
        cause: `The server at ${origin} closed the connection without an alert and without a whole answer${status === 'not-requested' ? '; it had not asked for a client certificate' : ''}.`,
        remedy: "Look into the server's log, and for a proxy or load balancer that closes idle connections.",
      },
  },
]
