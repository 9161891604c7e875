import type { FlawRow } from '../../evidence/flaw-table.ts'
import type { Attempt } from './attempt.ts'
import { type Reaction, reactionOf } from './reaction.ts'

/** What `on` is told of each attempt. */
export interface FlawAttempt {
  flaw: string
  /** By what it differs from the good one; absent: it was answered as that was. */
  via?: 'alert' | 'close' | 'http'
  /** Name of the alert. */
  alert?: string
  status?: number
  /** What the request came to, or rejected with. */
  response?: unknown
  error?: unknown
  /** Status of the answer to the good one. */
  control: { status?: number }
}

/** Whether an attempt counts as refused. */
export type RefusalCondition = (refusal: FlawAttempt) => boolean

/** Refused is what the judgement of the connection proves, and what differs from the control by alert, close or status. */
export function judgeAttempt(
  { flaw, description }: Pick<FlawRow, 'flaw' | 'description'>,
  made: Attempt,
  control: Attempt,
  on: RefusalCondition | undefined,
): FlawRow {
  const seen = differenceFrom(control, reactionOf(made))
  const { evidence, certain, ...told } = seen
  const facts = { flaw, description, ...told, evidence }
  if (on !== undefined) {
    const { response, error } = made
    if (on({ flaw, ...told, response, error, control: controlFacts(control) })) return { ...facts, outcome: 'refused' }
    return { ...facts, outcome: certain ? 'accepted' : 'unclear' }
  }
  if (!certain) return { ...facts, outcome: 'unclear' }
  return { ...facts, outcome: told.via === undefined || isSuccess(told.status) ? 'accepted' : 'refused' }
}

export function controlFacts({ status }: Attempt): { status?: number } {
  return status === undefined ? {} : { status }
}

/** By what an attempt differs from the control, and whether that says anything about the certificate. */
type Difference = Pick<FlawRow, 'via' | 'alert' | 'status' | 'evidence'> & { certain: boolean }

function differenceFrom({ status: usual }: Attempt, reaction: Reaction): Difference {
  if (reaction.kind === 'unclear') return { certain: false, evidence: reaction.why }
  const { status } = reaction
  if (reaction.kind === 'refused' && reaction.via !== 'http') {
    const { via, alert } = reaction
    if (alert === undefined) return { certain: true, via, evidence: 'closed without an alert and without an answer' }
    return { certain: true, via, alert: alert.description, evidence: `alert ${alert.description} (${alert.code})` }
  }
  if (status === undefined) return { certain: true, evidence: 'answered as the good one' }
  if (status === usual) return { certain: true, status, evidence: `status ${status}, as the good one` }
  const evidence = `status ${status}, where the good one got ${usual}`
  return { certain: !saysNothing(status), via: 'http', status, evidence }
}

function isSuccess(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status <= 299
}

/** Too slow, too early, too many, or a failure of the server's own: none of them is about who asks. */
export function saysNothing(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500
}
