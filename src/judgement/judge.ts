import type { Evidence } from '../evidence/evidence.ts'
import type { Judgement } from '../evidence/judgement.ts'
import { wireFactsOf } from '../evidence/wire-facts.ts'
import { endingOf } from './ending.ts'
import { type Facts, factsOf, isTls, type TlsFacts } from './facts.ts'
import { recordedFacts } from './recorded-facts.ts'
import type { Situation, Told } from './situation.ts'
import { otherFailure, otherOutcome, situations, situationsBeforeTls } from './situations/index.ts'

const made = new WeakMap<Evidence, { stamp: readonly unknown[]; judgement: Judgement }>()

/**
 * Who ended the connection or refused the request, by what, about what, how sure that is, and the words for it: the only
 * conclusion that is drawn from a record. The same object as long as the evidence says the same.
 */
export function judge(evidence: Evidence): Judgement {
  if (evidence.judgement) return evidence.judgement
  const stamp = stampOf(evidence)
  const known = made.get(evidence)
  if (known?.stamp.every((part, index) => part === stamp[index])) return known.judgement
  const judgement = judgementOf(evidence)
  made.set(evidence, { stamp, judgement })
  return judgement
}

/** Everything that a judgement is made from, where that may still grow. */
function stampOf(evidence: Evidence): readonly unknown[] {
  const { url, status, answer, error, handshakes } = evidence
  const last = handshakes.at(-1)
  const wire = last && wireFactsOf(last)
  return [url, status, answer, answer?.text, error, handshakes.length, last, wire?.seen, wire?.endedBy]
}

function judgementOf(evidence: Evidence): Judgement {
  const facts = factsOf(evidence)
  const [situation, told] = isTls(facts)
    ? (firstOf(situations, facts) ?? otherOutcome(facts))
    : (firstOf(situationsBeforeTls, facts) ?? otherFailure(facts))
  const { party: ending, means, alert } = endingOf(facts)
  const { party = ending, cause, remedy } = told
  return {
    situation,
    party,
    means: told.means ?? means,
    ...aboutWhat(facts, told),
    ...(alert && { alert }),
    ...(facts.answer && { status: facts.answer.status }),
    evidence: recordedFacts(facts),
    cause: party === 'nobody' ? cause : withRedirect(cause, evidence),
    ...(remedy !== undefined && { remedy }),
  }
}

/** Whether the server refused the client certificate is never decided by the words: where nobody can tell, the judgement says so. */
function aboutWhat(facts: Facts | TlsFacts, told: Told): Pick<Judgement, 'subject' | 'certainty'> {
  const { subject = { kind: 'nothing' }, certainty = 'proven' } = told
  if (!isTls(facts) || facts.refusal?.certainty !== 'unknown') return { subject, certainty }
  const presented = facts.status === 'sent' || facts.status === 'empty' ? facts.status : 'unknown'
  return {
    subject: { kind: 'client-certificate', presented, why: 'unread', whyCertainty: 'unknown' },
    certainty: 'unknown',
  }
}

/** What failed is not what the test has asked for: the redirect is named. */
function withRedirect(cause: string, { redirects }: Evidence): string {
  const from = redirects?.at(-1)
  if (!from) return cause
  return `${cause.replace(/\.$/, '')}; the request had been redirected there by ${from.url} (${from.status}).`
}

function firstOf<F extends Facts>(list: readonly Situation<F>[], facts: F): [string, Told] | undefined {
  for (const { situation, tell } of list) {
    const told = tell(facts)
    if (told) return [situation, told]
  }
  return undefined
}
