import type { Alert, Handshake } from '../tls/handshake.ts'
import { isClosing } from './closing.ts'

/**
 * Warnings after which a connection goes on: close_notify and user_canceled say goodbye, servers warn by unrecognized_name of a name that
 * they do not know (RFC 6066 section 3), and no_renegotiation declines one thing alone.
 */
const goingOn = new Set([0, 90, 100, 112])

/**
 * The alert by which a side ended the connection: a fatal one, or a warning that no more came after than the end of the
 * connection. TLS 1.3 ignores the level of an alert (RFC 8446 section 6); two of them only say goodbye.
 */
export function endingAlertOf(
  { alerts, protocol }: Handshake,
  from: Alert['from'],
  failure: { code: string; message: string },
): Alert | undefined {
  const theirs = alerts.filter((alert) => alert.from === from)
  const fatal = theirs.find(
    ({ level, code }) => level === 'fatal' || (protocol === 'TLSv1.3' && code !== 0 && code !== 90),
  )
  if (fatal || !isClosing(failure)) return fatal
  return theirs.findLast(({ code }) => !goingOn.has(code))
}
