import type { Handshake } from '../tls/handshake.ts'
import type { AnswerFacts } from './answer.ts'
import { clientValues } from './client-values.ts'
import type { ConnectionSettings } from './connection-settings.ts'
import type { Explanation } from './explanation.ts'
import type { Judgement } from './judgement.ts'
import { sharedState } from './shared-state.ts'
import type { TimeLimit } from './time-limit.ts'

/** What is known about a response or an error that `request` produced: the source of every matcher and report. */
export interface Evidence {
  readonly url: string
  readonly method: string
  /** Which client asked, where it was not `request`: `axios over https`. */
  readonly client?: string | undefined
  /** HTTP status of a response. */
  readonly status?: number | undefined
  /** More about that response; absent where a status is all that is known. */
  readonly answer?: AnswerFacts | undefined
  /** The last hop's request had a body. */
  readonly upload?: boolean | undefined
  /** The last hop went over a connection that had carried an answer before. */
  readonly reused?: boolean | undefined
  /** URLs and statuses of the hops before the last, oldest first. */
  readonly redirects?: readonly { readonly url: string; readonly status: number }[] | undefined
  /** The limit that ended the call. */
  readonly limit?: TimeLimit | undefined
  /** What the call rejected with. */
  readonly error?: { readonly name: string; readonly code?: string; readonly message: string } | undefined
  /** The handshake of every hop of a redirect chain, oldest first; empty over http and when no TLS connection was begun. */
  readonly handshakes: readonly Handshake[]
  /** Where the last hop's session was resumed: the handshake that made it. */
  readonly original?: Handshake | undefined
  /** What the config set for the last hop's connection; absent over http. */
  readonly settings?: ConnectionSettings | undefined
  /** What the config offered for the last hop; absent over http. */
  readonly explanation?: Explanation | undefined
  /** Places of the config's entries that were offered, hop by hop; absent: `explanation` tells all there is. */
  readonly usedEntries?: readonly string[] | undefined
  /** Made where the bytes of the connection are, for those who have this as JSON; absent: `judge` makes it. */
  readonly judgement?: Judgement | undefined
  /** A client has given its caller this as what the call came to: Node may tell of the end of a request later than that. */
  failed?(error: unknown): void
}

/** Under which an object may carry its evidence itself: one entry less for the collector of garbage to look after. */
export const ownEvidence = Symbol.for('vitest-mtls/evidence')

const evidenceBySubject = () => sharedState('evidence', () => new WeakMap<object, Evidence>())

/** Attach evidence to a response, an error or a handshake. */
export function attachEvidence(subject: object, evidence: Evidence): void {
  evidenceBySubject().set(subject, evidence)
}

/** The evidence attached to `subject`, or found in what another client handed out; undefined when there is none. */
export function evidenceOf(subject: unknown): Evidence | undefined {
  if (typeof subject !== 'object' || subject === null) return undefined
  return attachedEvidence(subject) ?? clientValues<Evidence>().current?.evidenceOf(subject)
}

/** Evidence that was attached to the very object. */
export function attachedEvidence(subject: object): Evidence | undefined {
  return evidenceBySubject().get(subject) ?? (subject as { [ownEvidence]?: Evidence })[ownEvidence]
}
