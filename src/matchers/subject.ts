import { clientValues } from '../evidence/client-values.ts'
import { type Evidence, evidenceOf } from '../evidence/evidence.ts'
import { judge } from '../judgement/judge.when-needed.ts'
import { lastHandshake } from '../judgement/last-handshake.ts'
import type { Handshake } from '../tls/handshake.ts'

/** What a matcher judges: the last hop of a call, or the fact that it went over plain http. */
export interface Subject {
  evidence: Evidence
  /** Absent over http. */
  handshake?: Handshake
}

/** A subject with a TLS connection. */
export interface TlsSubject extends Subject {
  handshake: Handshake
}

/** The subject in what was given to `expect`; a TypeError for everything that has no handshake. */
export function subjectIn(received: unknown, matcher: string): Subject {
  const evidence = evidenceIn(received)
  if (!evidence) {
    if (isConfigError(received)) {
      throw new TypeError(
        `${matcher}() has no connection to judge, as the request was never made. ConfigError: ${received.message}`,
        { cause: received },
      )
    }
    const sentence = typeof received === 'object' && received !== null && clientValues().current?.untraceable(received)
    if (sentence) throw new TypeError(`${matcher}() has no connection to judge: ${sentence}.`, { cause: received })
    throw new TypeError(
      `${matcher}() needs a response of request(), a HandshakeError, a handshake, or a promise or function of one; it got ${kindOf(received)}.`,
      { cause: received },
    )
  }
  const handshake = lastHandshake(evidence)
  if (handshake) return { evidence, handshake }
  if (evidence.url.startsWith('http:') && !evidence.error) return { evidence }
  const { cause, remedy } = judge(evidence)
  const why = evidence.error ? `${cause} ${remedy ?? ''}`.trimEnd() : `There was no handshake with ${evidence.url}.`
  throw new TypeError(`${matcher}() needs a TLS connection, and none was begun. ${why}`, { cause: received })
}

/** Evidence of a call; without one, what the value itself tells. */
export function evidenceIn(received: unknown, depth = 0): Evidence | undefined {
  if (typeof received !== 'object' || received === null) return undefined
  // A handshake stands for itself, whatever became of the call that made it.
  if (isHandshake(received)) return evidenceFrom(received, {})
  const attached = evidenceOf(received)
  if (attached) return attached
  const { handshake, cause } = received as { handshake?: unknown; cause?: unknown }
  if (isHandshake(handshake)) return evidenceFrom(handshake, received)
  // The built-in fetch wraps what its dispatcher rejects with.
  return isErrorLike(received) && depth < 8 ? evidenceIn(cause, depth + 1) : undefined
}

function evidenceFrom(handshake: Handshake, holder: object): Evidence {
  const attached = evidenceOf(handshake)
  const { status } = holder as { status?: unknown }
  const error = isErrorLike(holder) ? { error: { name: holder.name, message: holder.message, ...codeOf(holder) } } : {}
  return {
    url: `https://${handshake.host.includes(':') ? `[${handshake.host}]` : handshake.host}:${handshake.port}/`,
    method: attached?.method ?? 'GET',
    handshakes: [handshake],
    // Of another client, where a handshake is all that there is.
    ...(attached?.client !== undefined && {
      client: attached.client,
      status: attached.status,
      answer: attached.answer,
      ...(attached.error && { error: attached.error }),
    }),
    ...(attached?.original && { original: attached.original }),
    ...(attached?.explanation && { explanation: attached.explanation }),
    ...(attached?.settings && { settings: attached.settings }),
    ...(typeof status === 'number' && { status }),
    ...error,
  }
}

/** By shape: a handshake may come from a report as JSON. */
function isHandshake(value: unknown): value is Handshake {
  const { clientCertificate, serverCertificate, verification, alerts } = (value ?? {}) as Partial<Handshake>
  return (
    typeof clientCertificate?.status === 'string' &&
    Array.isArray(serverCertificate?.chain) &&
    Array.isArray(verification?.problems) &&
    Array.isArray(alerts)
  )
}

/** By shape: errors of another realm (vm pools, Jest) are not `instanceof Error`. */
function isErrorLike(value: object): value is { name: string; message: string } {
  const { name, message } = value as { name?: unknown; message?: unknown }
  return typeof name === 'string' && typeof message === 'string'
}

/** What the request was refused by before it was made. */
function isConfigError(value: unknown): value is Error {
  return typeof value === 'object' && value !== null && isErrorLike(value) && value.name === 'ConfigError'
}

function codeOf(error: object): { code?: string } {
  const { code } = error as { code?: unknown }
  return typeof code === 'string' ? { code } : {}
}

function kindOf(value: unknown): string {
  if (typeof value !== 'object' || value === null)
    return value === undefined ? 'undefined' : `${typeof value} ${String(value)}`
  if (isErrorLike(value)) return `the error ${value.name}: ${value.message.replace(/\n.*/s, '').replace(/\.$/, '')}`
  const name = value.constructor?.name ?? 'Object'
  if (name === 'Response') return 'a Response that request() did not make'
  return name === 'Object' ? 'an object without a handshake' : `an instance of ${name}`
}
