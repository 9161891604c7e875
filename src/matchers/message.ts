import { diagnose } from '../judgement/diagnose.when-needed.ts'
import { connectionFacts } from './connection-facts.ts'
import type { Verdict } from './define-matcher.ts'
import type { MatcherContext } from './matcher-context.ts'
import type { Subject } from './subject.ts'

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

/** The message of every matcher: hint, expected, received (one line a fact), why, what to do. */
export function messageOf({ name, context, args, subject, expected, verdict }: MessageParts): string {
  const { isNot = false, promise = '', utils } = context
  const diagnosis = diagnose(subject.evidence)
  const facts = [...(verdict.facts ?? []), ...connectionFacts(subject)]
  return [
    utils.matcherHint(name, undefined, args.length > 0 ? 'expected' : '', { isNot, promise }),
    '',
    `Expected: ${isNot ? 'not ' : ''}${expected}`,
    `Received: ${utils.RECEIVED_COLOR(verdict.received)}`,
    ...facts.map((fact) => `  ${fact}`),
    '',
    `Why: ${(verdict.why ?? [diagnosis.cause]).join('\n  ')}`,
    `What to do: ${verdict.remedy ?? diagnosis.remedy}`,
  ].join('\n')
}
