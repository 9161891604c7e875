import { type Refusal, refusalOf } from '../judgement/refusal.ts'
import { readAlert } from './alert-expectation.ts'
import { printExpectation } from './certificate-expectation.ts'
import { defineMatcher, type Verdict } from './define-matcher.ts'
import { readFields } from './fields.ts'
import type { TlsSubject } from './subject.ts'
import type { RejectionExpectation } from './types.ts'
import { unreadable } from './unreadable.ts'

const name = 'toHaveRejectedClientCert'

/** Holds when the server refused because of the client certificate or its absence. */
export const toHaveRejectedClientCert = defineMatcher(name, (context, ...args: [expected?: unknown]) => {
  const conditions = args.length > 0 ? readRejection(args[0]) : []
  return {
    expected: `the server to refuse the client certificate or its absence${args.length > 0 ? `, ${printExpectation(args[0], context)}` : ''}`,
    judge: (subject) => {
      const refusal = refusalOf(subject.evidence)
      if (refusal === 'unknown') throw cannotTell(subject)
      if (!refusal) return { pass: false, received: notRefused(subject), ...whyAccepted(subject) }
      return { pass: conditions.every((condition) => condition(refusal)), received: `refused ${wordsOf(refusal)}` }
    },
  }
})

function readRejection(expected: unknown): ((refusal: Refusal) => boolean)[] {
  const fields = readFields<RejectionExpectation>(expected, checks, name)
  if (
    fields.some(([field, value]) => field === 'via' && value !== 'alert') &&
    fields.some(([field]) => field === 'alert')
  ) {
    throw new TypeError(`${name}(): only a refusal via 'alert' has an alert.`)
  }
  return fields.map(([field, value]) => {
    if (field === 'via') return ({ via }) => via === value
    const fits = readAlert(value, name)
    return (refusal) => refusal.via === 'alert' && fits(refusal.alert)
  })
}

const checks = {
  via: (value: unknown) => value === 'alert' || value === 'close' || value === 'http',
  alert: () => true,
}

/** A handshake alone does not have the answer. */
function cannotTell(subject: TlsSubject): Error {
  const { handshake } = subject
  if (handshake.clientCertificate.status === 'unknown')
    return unreadable(name, 'whether the server refused the client certificate', subject)
  return new Error(
    `${name}() cannot tell from a handshake alone whether the server at ${handshake.host}:${handshake.port} answered: pass the response or the error.`,
  )
}

function notRefused({ evidence, handshake }: TlsSubject): string {
  const { status } = handshake.clientCertificate
  const answer = evidence.status === undefined ? '' : `; the answer was ${evidence.status}`
  if (status === 'not-requested')
    return `not refused for that: the server never asked for a client certificate${answer}`
  if (status === 'resumed') return `not refused for that: the session was resumed${answer}`
  return evidence.error ? 'not refused for that: the connection failed for another reason' : `not refused${answer}`
}

/** A server that took the certificate, or did without, has to be made stricter; everything else the diagnosis tells. */
function whyAccepted({ evidence, handshake }: TlsSubject): Pick<Verdict, 'remedy'> {
  const { status } = handshake.clientCertificate
  if (evidence.error || (status !== 'sent' && status !== 'empty')) return {}
  return {
    remedy:
      status === 'sent'
        ? 'Check which CAs the server trusts for clients, and that it refuses what they did not issue (nginx: ssl_verify_client on; Node: rejectUnauthorized), or correct the expectation.'
        : 'Let the server demand a certificate (nginx: ssl_verify_client on; Node: rejectUnauthorized), or correct the expectation.',
  }
}

function wordsOf(refusal: Refusal): string {
  if (refusal.via === 'alert') return `via alert: ${refusal.alert.description} (${refusal.alert.code})`
  return refusal.via === 'http' ? `via http: ${refusal.status}` : 'via close: no alert, no answer'
}
