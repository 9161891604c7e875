import { judge } from '../judgement/judge.when-needed.ts'
import { connectionFacts } from './connection-facts.ts'
import type { MatcherContext } from './matcher-context.ts'
import type { Subject } from './subject.ts'
import type { Verdict } from './verdict.ts'

/** What a failure message is made from. */
export interface MessageParts {
  name: string
  context: MatcherContext
  /** What the test passed to the matcher. */
  args: unknown[]
  subject: Subject
  expected: string
  verdict: Verdict
}

/** The message of every matcher: hint, expected, received, why, what to do, then the facts, one a line; what to do stands on the fourth. */
export function messageOf({ name, context, args, subject, expected, verdict }: MessageParts): string {
  const { isNot = false, promise = '', utils } = context
  const judgement = judge(subject.evidence)
  const facts = [...(verdict.facts ?? []), ...connectionFacts(subject)]
  const why = verdict.why ?? [judgement.cause]
  const remedy = verdict.remedy ?? judgement.remedy ?? 'Correct the expectation: nothing is wrong with the connection.'
  return [
    utils.matcherHint(name, undefined, args.length > 0 ? 'expected' : '', { isNot, promise }),
    `Expected: ${isNot ? negated(expected) : expected}`,
    `Received: ${utils.RECEIVED_COLOR(verdict.received)}`,
    // On the fourth line there is the remedy, too, so that whoever reads no further has it.
    `Why: ${why.join('\n  ')}${why.length > 1 ? '\n' : ' '}What to do: ${remedy}`,
    '',
    ...facts.map((fact) => `  ${fact}`),
  ].join('\n')
}

/** `a session`: `no session`; `the server to ask`: `the server not to ask`; else with "not" before it. */
function negated(expected: string): string {
  if (/^an? /.test(expected)) return expected.replace(/^an? /, 'no ')
  const withoutVerb = expected.replace(
    /^(the (?:server|client|whole chain|chain)(?:'s certificates?)?) to /,
    '$1 not to ',
  )
  return withoutVerb === expected ? `not ${expected}` : withoutVerb
}
