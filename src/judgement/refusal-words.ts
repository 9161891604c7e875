import { isReset } from './closing.ts'
import type { TlsFacts } from './facts.ts'

/** Who refused, by which message. */
export function refusalWords(facts: TlsFacts): string {
  const { origin, refusal } = facts
  if (refusal?.alert) {
    return `The server at ${origin} refused the connection with the alert ${refusal.alert.description} (${refusal.alert.code})`
  }
  if (refusal?.via === 'http') {
    return `The server at ${origin} answered with ${refusal.status}${refusal.page === undefined ? '' : ` ("${refusal.page}")`}`
  }
  const where = facts.evidence.upload ? ' in the middle of the upload' : ''
  return `The server at ${origin} ${isReset(facts) ? 'reset' : 'closed'} the connection${where} without ${alertWords(facts)} and without an answer`
}

/** `an alert`; where it had warned of something else before, `a fatal alert`. */
export function alertWords({ handshake: { alerts } }: TlsFacts): string {
  return alerts.some(({ from, code }) => from === 'server' && code !== 0) ? 'a fatal alert' : 'an alert'
}
