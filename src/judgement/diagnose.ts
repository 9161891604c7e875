import type { Diagnosis } from '../evidence/diagnosis.ts'
import type { Evidence } from '../evidence/evidence.ts'
import { type Facts, factsOf, isTls } from './facts.ts'
import type { Situation } from './situation.ts'
import { otherFailure, otherOutcome, situations, situationsBeforeTls } from './situations/index.ts'

/**
 * What happened, whose doing it was and what to do, from the record of one call alone. Pure: the same evidence gives
 * the same words. The situations are tried in order, the most specific first.
 */
export function diagnose(evidence: Evidence): Diagnosis {
  const facts = factsOf(evidence)
  return isTls(facts)
    ? (firstOf(situations, facts) ?? otherOutcome(facts))
    : (firstOf(situationsBeforeTls, facts) ?? otherFailure(facts))
}

function firstOf<F extends Facts>(list: readonly Situation<F>[], facts: F): Diagnosis | undefined {
  for (const { situation, party, tell } of list) {
    const told = tell(facts)
    if (told) return { situation, party, ...told }
  }
  return undefined
}
