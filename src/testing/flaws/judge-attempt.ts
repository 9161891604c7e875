import type { FlawRow } from '../../evidence/flaw-table.ts'
import { type Attempt, brokenOff, firstLine, unsendable } from './attempt.ts'
import type { FlawedClientCertificate } from './flawed-client-certificates.ts'

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

/** Refused is what differs from the control by alert, close or status. */
export function judgeAttempt(
  { flaw, description, credential }: FlawedClientCertificate,
  made: Attempt,
  control: Attempt,
  on: RefusalCondition | undefined,
): FlawRow {
  const facts = { flaw, description }
  const untried = whyNotTried(made, credential !== undefined)
  if (untried !== undefined) return { ...facts, outcome: 'not-tried', evidence: untried }
  const { status, alert } = made
  const via = differenceOf(made, control)
  if (via === undefined && made.error !== undefined && status === undefined) {
    return { ...facts, outcome: 'unclear', evidence: firstLine(made.error) }
  }
  const seen = {
    ...(via && { via }),
    ...(alert && via === 'alert' && { alert: alert.description }),
    ...(status !== undefined && { status }),
  }
  const { response, error } = made
  const refusal = { flaw, ...seen, response, error, control: controlFacts(control) }
  const isRefused = on === undefined ? via !== undefined : on(refusal)
  return { ...facts, outcome: isRefused ? 'refused' : 'accepted', ...seen, evidence: wordsOf(made, via, control) }
}

export function controlFacts({ status }: Attempt): { status?: number } {
  return status === undefined ? {} : { status }
}

function whyNotTried(made: Attempt, isCredential: boolean): string | undefined {
  const reason = unsendable(made)
  if (reason !== undefined) return `this Node cannot send it (${reason})`
  const sent = made.handshake?.clientCertificate.status
  if (isCredential && sent === 'empty')
    return 'this client did not send it: the server asks for other kinds of signatures'
  return undefined
}

function differenceOf(made: Attempt, control: Attempt): FlawRow['via'] {
  if (made.error !== undefined && made.status === undefined) return brokenOff(made)
  return made.status === control.status ? undefined : 'http'
}

function wordsOf({ alert, status }: Attempt, via: FlawRow['via'], control: Attempt): string {
  if (via === 'alert') return `alert ${alert!.description} (${alert!.code})`
  if (via === 'close') return 'closed without an alert and without an answer'
  if (via === 'http') return `status ${status}, where the good one got ${control.status}`
  return status === undefined ? 'answered as the good one' : `status ${status}, as the good one`
}
