import { labelOf } from '../judgement/near-miss.ts'
import { similarity } from '../verification/similarity.ts'
import { printExpectation, readCertificateExpectation } from './certificate-expectation.ts'
import { defineMatcher } from './define-matcher.ts'
import { issuerAbove } from './issuer-above.ts'
import { presentedByClient } from './presented.ts'
import type { TlsSubject } from './subject.ts'
import { unreadable } from './unreadable.ts'
import type { Verdict } from './verdict.ts'

const name = 'toHaveSentClientCert'

/** Holds when the client's Certificate message carried a chain whose leaf fits. */
export const toHaveSentClientCert = defineMatcher(name, (context, ...args: [expected?: unknown]) => {
  const mismatches = args.length > 0 ? readCertificateExpectation(args[0], name, context) : () => []
  return {
    expected: `a client certificate sent${args.length > 0 ? ` that fits ${printExpectation(args[0], context)}` : ''}`,
    judge: (subject) => {
      const { status } = subject.handshake.clientCertificate
      const presented = presentedByClient(subject.handshake)
      if (status === 'unknown' || (status === 'sent' && !presented))
        throw unreadable(name, 'whether a client certificate was sent', subject)
      if (status !== 'sent' || !presented) return { pass: false, received: received[status as keyof typeof received] }
      const facts = mismatches(presented)
      const sent = `${presented.certificate.subject || 'a certificate with an empty subject'}`
      return facts.length > 0
        ? { pass: false, received: `another client certificate: ${sent}`, facts, ...another(subject, args[0]) }
        : { pass: true, received: `sent: ${sent}`, ...whySent(subject) }
    },
  }
})

const received = {
  empty: 'no client certificate: the server asked, and an empty one was sent',
  'not-requested': 'no client certificate: the server never asked for one',
  resumed: 'no client certificate: the session was resumed, so none was asked for on this connection',
}

function another(subject: TlsSubject, expected: unknown): Pick<Verdict, 'why' | 'remedy'> {
  return {
    why: [
      `The server asked for a client certificate, and ${offered(subject)} went out.`,
      ...others(subject),
      ...meant(subject, expected),
    ],
    remedy: 'Correct the expectation, or the entry of the config that applies to this host and port.',
    ...issuerAbove(subject.handshake.clientCertificate.chain, expected, subject),
  }
}

function whySent(subject: TlsSubject): Pick<Verdict, 'why' | 'remedy'> {
  return {
    why: [`The server asked for a client certificate, and ${offered(subject)} went out.`],
    remedy: 'Pass clientCert: false with the request if none is to be sent, or correct the entry of the config.',
  }
}

function offered({ evidence: { explanation }, handshake }: TlsSubject): string {
  const { configured } = handshake.clientCertificate
  if (explanation?.applied) return `the one of ${labelOf(explanation.applied)} (${explanation.applied.reason})`
  return configured ? `the one of ${configured.source}` : 'one'
}

/** A name of the config that the test may have meant. */
function meant({ evidence: { explanation } }: TlsSubject, expected: unknown): string[] {
  if (typeof expected !== 'string' || !explanation) return []
  const entries = explanation.applied ? [explanation.applied, ...explanation.others] : explanation.others
  const near = entries.find(({ name }) => name !== undefined && name !== expected && similarity(name, expected) >= 0.4)
  return near ? [`Did you mean "${near.name}", the name of ${near.path}?`] : []
}

function others({ evidence: { explanation } }: TlsSubject): string[] {
  return (explanation?.others ?? []).slice(0, 3).map((entry) => `${labelOf(entry)} did not apply: ${entry.reason}.`)
}
