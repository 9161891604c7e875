import type { Alert, Handshake } from '../tls/handshake.ts'

/**
 * The alert by which a side ended the connection. TLS 1.3 ignores the level of an alert (RFC 8446 section 6); two of
 * them only say goodbye.
 */
export function fatalAlertOf({ alerts, protocol }: Handshake, from: Alert['from']): Alert | undefined {
  return alerts.find((alert) => {
    const ends = alert.level === 'fatal' || (protocol === 'TLSv1.3' && alert.code !== 0 && alert.code !== 90)
    return alert.from === from && ends
  })
}
