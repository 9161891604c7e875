import type { ConnectionSettings } from '../evidence/connection-settings.ts'
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
  const { proxy } = facts.settings
  const or = proxy && refusal?.certainty === 'likely' ? `, or the proxy ${proxy.url} on the way to it,` : ''
  return `The server at ${origin}${or} ${isReset(facts) ? 'reset' : 'closed'} the connection${where} without ${alertWords(facts)} and without an answer`
}

/** Who closes a tunnel, the server or the proxy, nobody can tell. */
export function orTheProxy({ proxy }: ConnectionSettings): string {
  return proxy
    ? `, or the proxy ${proxy.url} did, which had said that it is connected (it comes from ${proxy.source})`
    : ''
}

/** `an alert`; where it had warned of something else before, `a fatal alert`. */
export function alertWords({ handshake: { alerts } }: TlsFacts): string {
  return alerts.some(({ from, code }) => from === 'server' && code !== 0) ? 'a fatal alert' : 'an alert'
}
