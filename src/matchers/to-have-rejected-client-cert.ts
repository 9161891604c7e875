import type { Judgement } from '../evidence/judgement.ts'
import { judge } from '../judgement/judge.when-needed.ts'
import { type ProvenRefusal, provenRefusal } from '../judgement/proven-refusal.ts'
import { readAlert } from './alert-expectation.ts'
import { printExpectation } from './certificate-expectation.ts'
import { defineMatcher } from './define-matcher.ts'
import { readFields } from './fields.ts'
import type { TlsSubject } from './subject.ts'
import type { RejectionExpectation } from './types.ts'
import { unreadable } from './unreadable.ts'
import type { Verdict } from './verdict.ts'

const name = 'toHaveRejectedClientCert'

/** Holds when the server refused because of the client certificate or its absence. */
export const toHaveRejectedClientCert = defineMatcher(name, (context, ...args: [expected?: unknown]) => {
  const fields = args.length > 0 ? readRejection(args[0]) : []
  return {
    expected: `the server to refuse the client certificate or its absence${args.length > 0 ? `, ${printExpectation(args[0], context)}` : ''}`,
    judge: (subject) => {
      const judgement = judge(subject.evidence)
      const refusal = provenRefusal(judgement) ?? namedAnswer(judgement, fields)
      if (refusal)
        return { pass: fields.every((field) => fits(field, refusal)), received: `refused ${wordsOf(refusal)}` }
      if (isDoubtful(judgement, subject)) throw cannotTell(judgement, subject)
      return { pass: false, received: notRefused(judgement, subject), ...whatToDo(judgement, subject) }
    },
  }
})

type Field = [keyof RejectionExpectation, unknown]

function readRejection(expected: unknown): Field[] {
  const fields: Field[] = readFields<RejectionExpectation>(expected, checks, name)
  const value = (wanted: string) => fields.find(([field]) => field === wanted)?.[1]
  const via = value('via')
  if (via !== undefined && via !== 'alert' && value('alert') !== undefined) {
    throw new TypeError(`${name}(): only a refusal via 'alert' has an alert.`)
  }
  if (value('status') !== undefined && ((via !== undefined && via !== 'http') || value('alert') !== undefined)) {
    throw new TypeError(`${name}(): only a refusal via 'http' has a status.`)
  }
  if (value('alert') !== undefined) readAlert(value('alert'), name)
  return fields
}

const checks = {
  via: (value: unknown) => value === 'alert' || value === 'close' || value === 'http',
  alert: () => true,
  status: (value: unknown) => Number.isInteger(value) && (value as number) >= 400 && (value as number) <= 599,
}

function fits([field, value]: Field, refusal: ProvenRefusal): boolean {
  if (field === 'alert') return refusal.alert !== undefined && readAlert(value, name)(refusal.alert)
  return refusal[field] === value
}

/** Statuses by which servers refuse somebody; which of them is about the certificate, the test has to say. */
const refusing = new Set([400, 401, 403, 495, 496])

/** An answer that counts because the test says so: it knows its server. */
function namedAnswer(judgement: Judgement, fields: Field[]): ProvenRefusal | undefined {
  const { subject, means } = judgement
  if (subject.kind !== 'http' && subject.kind !== 'client-certificate') return undefined
  // An answer whose page nobody has read is about the certificate, perhaps.
  const status = subject.kind === 'http' ? subject.status : judgement.status
  if (status === undefined || means !== 'answer') return undefined
  if (subject.presented !== 'sent' && subject.presented !== 'empty') return undefined
  const isNamed = fields.some(([field, value]) => {
    return (field === 'status' && value === status) || (field === 'via' && value === 'http' && refusing.has(status))
  })
  return isNamed ? { via: 'http', status } : undefined
}

/** It may have been the certificate: neither yes nor no. */
function isDoubtful({ subject, certainty, means }: Judgement, { handshake }: TlsSubject): boolean {
  if (subject.kind !== 'client-certificate') return false
  if (certainty === 'unknown') return true
  return certainty === 'likely' && means !== 'answer' && handshake.clientCertificate.status !== 'not-requested'
}

/** A handshake alone does not have the answer. */
function cannotTell({ means, alert, certainty, cause, remedy }: Judgement, subject: TlsSubject): Error {
  const { handshake, evidence } = subject
  if (handshake.clientCertificate.status === 'unknown') {
    return unreadable(name, 'whether the server refused the client certificate', subject)
  }
  if (means === 'alert' && alert) {
    return new Error(
      `${name}() cannot tell whether the alert ${alert.description} (${alert.code}) is about the client certificate: it is likely, but the alert may be about something else. ${cause} ${remedy ?? ''}`.trimEnd(),
    )
  }
  if (means === 'answer') {
    return new Error(
      `${name}() cannot tell whether the answer is about the client certificate. ${cause} ${remedy ?? ''}`,
    )
  }
  if (certainty === 'likely') {
    return new Error(
      `${name}() cannot tell whether the server or the proxy ended the connection. ${cause} ${remedy ?? ''}`,
    )
  }
  const { host, port } = handshake
  return evidence.error
    ? unreadable(name, 'whether the server had answered before it closed', subject, 'not all of what it sent was kept')
    : new Error(
        `${name}() cannot tell from a handshake alone whether the server at ${host}:${port} answered: pass the response or the error.`,
      )
}

function notRefused({ subject, means }: Judgement, { evidence, handshake }: TlsSubject): string {
  const { status } = handshake.clientCertificate
  const answer = evidence.status === undefined ? '' : `; the answer was ${evidence.status}`
  if (status === 'not-requested')
    return `not refused for that: the server never asked for a client certificate${answer}`
  if (status === 'resumed') return `not refused for that: the session was resumed${answer}`
  if (subject.kind === 'http') {
    return `not proven: the answer was ${subject.status}, which may be about something else than the client certificate`
  }
  if (evidence.error)
    return `not refused for that: ${means === 'own-check' ? 'we ended the connection' : 'the connection failed'} for another reason`
  return `not refused${answer}`
}

/** A server that took the certificate, or did without, has to be made stricter; everything else the judgement tells. */
function whatToDo({ subject }: Judgement, { evidence, handshake }: TlsSubject): Pick<Verdict, 'remedy'> {
  const { status } = handshake.clientCertificate
  if (evidence.error || (status !== 'sent' && status !== 'empty')) return {}
  if (subject.kind === 'http') {
    return {
      remedy: `If this server refuses client certificates with ${subject.status}, write ${name}({ status: ${subject.status} }): the answer alone proves nothing.`,
    }
  }
  return {
    remedy:
      status === 'sent'
        ? 'Check which CAs the server trusts for clients, and that it refuses what they did not issue (nginx: ssl_verify_client on; Node: rejectUnauthorized), or correct the expectation.'
        : 'Let the server demand a certificate (nginx: ssl_verify_client on; Node: rejectUnauthorized), or correct the expectation.',
  }
}

function wordsOf({ via, alert, status }: ProvenRefusal): string {
  if (alert) return `via alert: ${alert.description} (${alert.code})`
  return via === 'http' ? `via http: ${status}` : 'via close: no fatal alert, no answer'
}
