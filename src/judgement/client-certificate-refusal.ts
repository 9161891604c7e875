import type { AnswerFacts } from '../evidence/answer.ts'
import type { ConnectionSettings } from '../evidence/connection-settings.ts'
import type { Certainty } from '../evidence/judgement.ts'
import type { WireFacts } from '../evidence/wire-facts.ts'
import { beforeAsking, beforeServerHello, serverWithoutTls } from '../tls/capture-reasons.ts'
import type { Alert, Handshake } from '../tls/handshake.ts'
import { isClosing } from './closing.ts'
import { refusingPageOf, unreadPageOf } from './refusing-page.ts'

/** How a server refused the client certificate, or its absence, and how sure it is that it did. */
export interface ClientCertificateRefusal {
  via: 'alert' | 'close' | 'http'
  certainty: Certainty
  alert?: Alert
  status?: number
  /** The answer's own word for the reason, where it has one. */
  page?: string
  /** Why nobody knows whether it has. */
  unread?: string
}

/** Of the facts of a connection, those that this looks at. */
interface Recorded {
  handshake: Handshake
  status: Handshake['clientCertificate']['status']
  chain: readonly unknown[]
  serverAlert?: Alert
  answer?: Partial<AnswerFacts> & { status: number }
  problem?: unknown
  wire: WireFacts
  failed: boolean
  code: string
  message: string
  evidence: { method: string }
  settings: ConnectionSettings
}

/** Alerts that can be about nothing but the certificate of the peer (RFC 8446 section 6.2, RFC 5246 section 7.2.2). */
const aboutCertificate = new Set([41, 42, 43, 44, 45, 46, 48, 49, 116])
/** Alerts by which some servers answer a client certificate: handshake_failure, illegal_parameter, decrypt_error. */
const afterCertificate = new Set([40, 47, 51])
/** GnuTLS answers an empty Certificate message on TLS 1.2 with decode_error. */
const afterNoCertificate = new Set([40, 50])

/**
 * Alerts that say that it was something else, whatever came before: records that do not decrypt, versions, extensions, names, protocols, a
 * handshake that somebody broke off (RFC 8446 section 6.2, RFC 5246 section 7.2.2).
 */
const aboutSomethingElse = new Set([20, 21, 22, 60, 70, 86, 90, 100, 110, 112, 115, 120, 121])
/** decrypt_error is about a signature; without a certificate none was made. */
const neverForNone = 51

/** nginx's own: SSL certificate error, SSL certificate required. */
const certificateStatuses = new Set([495, 496])

/** Undefined: it did not, or not because of the client certificate. `unknown`: the record cannot tell. */
export function clientCertificateRefusal(facts: Recorded): ClientCertificateRefusal | undefined {
  const { handshake, status, serverAlert: alert, answer, problem, wire } = facts
  if (problem || (status === 'resumed' && answer === undefined)) return undefined
  if (status === 'not-requested') return undefined
  if (answer !== undefined) return answered(facts, answer)
  if (wire.seen === true || isBeforeAsking(handshake)) return undefined
  if (alert) return refusedByAlert(facts, alert)
  if (status === 'unknown') return isEndedByUs(facts) ? undefined : { via: 'close', certainty: 'unknown' }
  const hasEnded = wire.seen === false && wire.endedBy === 'server'
  // What came of the call is not known, and nothing can have come but the end.
  if (!facts.failed && !hasEnded) return { via: 'http', certainty: 'unknown' }
  if (facts.failed && !isClosing(facts)) return undefined
  // Clients word their own end as they word the server's: the record has to have seen the server's.
  if (!hasEnded) return { via: 'close', certainty: 'unknown' }
  return { via: 'close', certainty: mayBeTheProxys(facts) ? 'likely' : 'proven' }
}

/** Only who has the keys can say goodbye; the end of a tunnel may be the doing of either. */
function mayBeTheProxys({ settings, handshake: { alerts } }: Recorded): boolean {
  return settings.proxy !== undefined && !alerts.some(({ from, code }) => from === 'server' && code === 0)
}

function refusedByAlert({ handshake, status }: Recorded, alert: Alert): ClientCertificateRefusal | undefined {
  // An alert in place of the ServerHello comes before the server can ask.
  if (!handshake.protocol) return undefined
  if (aboutSomethingElse.has(alert.code) || (status === 'empty' && alert.code === neverForNone)) return undefined
  const said = { via: 'alert' as const, alert }
  if (aboutCertificate.has(alert.code)) {
    // It has asked, and refuses before it has got an answer: whatever that is about.
    const isEarly = status === 'unknown' && handshake.clientCertificate.request !== undefined
    return { ...said, certainty: isEarly ? 'likely' : 'proven' }
  }
  if (status === 'unknown') return { ...said, certainty: 'unknown' }
  const answers = status === 'sent' ? afterCertificate : afterNoCertificate
  return { ...said, certainty: answers.has(alert.code) ? 'proven' : 'likely' }
}

/** On a resumed session a server goes by what that began with, and may refuse it again. */
function answered({ status, chain, evidence }: Recorded, answer: Partial<AnswerFacts> & { status: number }) {
  const said = { via: 'http' as const, status: answer.status }
  if (status === 'unknown') return { ...said, certainty: 'unknown' as const }
  if (certificateStatuses.has(answer.status)) return { ...said, certainty: 'proven' as const }
  const page = refusingPageOf(answer)
  // A page that contradicts the record is another server's: one behind this one, perhaps.
  if (page?.presented.includes(chain.length > 0 ? 'sent' : 'empty') || (page && status === 'resumed')) {
    return { ...said, certainty: 'proven' as const, page: page.words }
  }
  const unread = unreadPageOf(answer, evidence.method)
  return unread === undefined ? undefined : { ...said, certainty: 'unknown' as const, unread }
}

/** Everything was read, and the connection ended where the server had asked for nothing yet. */
export function isBeforeAsking({ capture: { reason = '' } }: Handshake): boolean {
  return reason.endsWith(beforeServerHello) || reason.endsWith(beforeAsking) || reason.startsWith(serverWithoutTls)
}

/** A limit that ran out, or an error of our own OpenSSL. */
function isEndedByUs(facts: Recorded): boolean {
  return facts.failed && !isClosing(facts)
}
