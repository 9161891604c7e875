import type { Evidence } from '../evidence/evidence.ts'
import type { Alert, CertificateProblem, Handshake } from '../tls/handshake.ts'
import { lastHandshake } from './last-handshake.ts'

/** How a server refused the client certificate, or its absence. */
export type Refusal =
  | { via: 'alert'; alert: Alert }
  /** It asked, then closed or reset without an alert and without an answer. */
  | { via: 'close' }
  /** It asked, completed the handshake, then answered with this status. */
  | { via: 'http'; status: number }

/** Alerts that can be about nothing but the certificate of the peer (RFC 8446 section 6.2, RFC 5246 section 7.2.2). */
const aboutCertificate = new Set([41, 42, 43, 44, 45, 46, 48, 49, 116])
/** Alerts by which some servers answer a client certificate: handshake_failure, decrypt_error. */
const afterCertificate = new Set([40, 51])
/** GnuTLS answers an empty Certificate message on TLS 1.2 with decode_error. */
const afterNoCertificate = new Set([40, 50])

/** Statuses by which servers refuse a client certificate after the handshake; 495 and 496 are nginx's own. */
const refusingStatuses = new Set([400, 401, 403, 495, 496])

/**
 * How the server of the last hop refused the client certificate or its absence; undefined when it did not.
 * `unknown`: the record cannot tell.
 */
export function refusalOf(evidence: Evidence): Refusal | 'unknown' | undefined {
  const handshake = lastHandshake(evidence)
  if (!handshake) return undefined
  const { status } = handshake.clientCertificate
  const alert = fatalAlertOf(handshake, 'server')
  if (alert && aboutCertificate.has(alert.code)) return { via: 'alert', alert }
  if (refusingProblem(evidence, handshake)) return undefined
  // An alert in place of the ServerHello comes before the server can ask.
  if (alert && !handshake.protocol) return undefined
  if (status === 'unknown') return 'unknown'
  if (status !== 'sent' && status !== 'empty') return undefined
  const answers = status === 'sent' ? afterCertificate : afterNoCertificate
  if (alert) return answers.has(alert.code) ? { via: 'alert', alert } : undefined
  if (evidence.status !== undefined) {
    return refusingStatuses.has(evidence.status) ? { via: 'http', status: evidence.status } : undefined
  }
  if (evidence.error) return closedByServer(evidence) ? { via: 'close' } : undefined
  return 'unknown'
}

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

/** Codes that Node and undici give when the other side closes or resets. */
const closingCodes = /^(?:ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET|ERR_MTLS_CLOSED\w*|ERR_SSL_UNEXPECTED_EOF\w*)$/

/**
 * Only a HandshakeError: a connection that had served before and breaks later has nothing to do with the certificate.
 */
function closedByServer({ error }: Evidence): boolean {
  return error?.name === 'HandshakeError' && closingCodes.test(error.code ?? '')
}

/**
 * The problem of the server's certificate for which the client ended the connection: the one whose code the call failed
 * with.
 */
export function refusingProblem({ error }: Evidence, { verification }: Handshake): CertificateProblem | undefined {
  if (!verification.enabled || error?.code === undefined) return undefined
  return verification.problems.find(({ code }) => code === error.code)
}
