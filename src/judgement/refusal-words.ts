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
  return `The server at ${origin} ${isReset(facts) ? 'reset' : 'closed'} the connection${where} without an alert and without an answer`
}
