import { rememberPending } from '../evidence/pending.ts'
import { awaited, testOf } from './awaited.ts'
import { CallSite } from './call-site.ts'
import type { Matcher, MatcherContext, MatcherResult } from './matcher-context.ts'
import { messageOf } from './message.ts'
import { subjectIn, type TlsSubject } from './subject.ts'
import type { Verdict } from './verdict.ts'

/** An expectation that has been read: wrong ones have thrown before. */
export interface Expectation {
  /** In words: what is expected. */
  expected: string
  /** Throws an Error where the record cannot tell. */
  judge(subject: TlsSubject): Verdict
}

/**
 * Makes a matcher. `read` gets what the test passed to it and throws a TypeError for what it does not understand,
 * before any subject is looked at.
 */
export function defineMatcher<A extends unknown[]>(
  name: string,
  read: (context: MatcherContext, ...args: A) => Expectation,
): Matcher<A> {
  function matcher(this: MatcherContext, received: unknown, ...args: A) {
    const site = new CallSite(matcher)
    const outcome = outcomeOf(received)
    try {
      const expectation = read(this, ...args)
      const judge = (value: unknown) => resultOf(name, this, args, expectation, value)
      return outcome ? awaited(outcome.then(judge), forgotten(name, this), site, this) : judge(received)
    } catch (error) {
      if (outcome) rememberPending({ of: 'subject', error: error as Error, ...testOf(this) }, outcome)
      throw site.at(error)
    }
  }
  return matcher
}

/** The error of an assertion that nobody awaits. */
function forgotten(name: string, { isNot }: MatcherContext): Error {
  const call = `expect(...).${isNot ? 'not.' : ''}${name}()`
  return new Error(`${call} on a promise or a function was not awaited: write "await expect(...)".`)
}

/** What a promise or function comes to, a rejection like a value; undefined for every other subject. */
function outcomeOf(received: unknown): Promise<unknown> | undefined {
  if (typeof received === 'function') {
    const run = received as () => unknown
    return new Promise((resolve) => resolve(run())).catch((error: unknown) => error)
  }
  const isThenable = typeof (received as PromiseLike<unknown> | null | undefined)?.then === 'function'
  return isThenable ? Promise.resolve(received).catch((error: unknown) => error) : undefined
}

function resultOf(
  name: string,
  context: MatcherContext,
  args: unknown[],
  expectation: Expectation,
  value: unknown,
): MatcherResult {
  const subject = subjectIn(value, name)
  const { handshake, evidence } = subject
  const verdict: Verdict = handshake ? expectation.judge({ evidence, handshake }) : overHttp
  return {
    pass: verdict.pass,
    message: () => messageOf({ name, context, args, subject, expected: expectation.expected, verdict }),
  }
}

const overHttp: Verdict = { pass: false, received: 'no TLS handshake: the request went over plain http' }
