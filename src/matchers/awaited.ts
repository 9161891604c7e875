import { type Pending, rememberPending, testOfCall } from '../evidence/pending.ts'
import type { CallSite } from './call-site.ts'
import type { MatcherContext, MatcherResult } from './matcher-context.ts'

/**
 * The result of an asynchronous matcher. The host calls `then` on it and hands to the test the assertion that comes of
 * that: one that remembers whether the test awaits it, and that fails at `site`. `error` says that it was not awaited.
 */
export function awaited(
  result: Promise<MatcherResult>,
  error: Error,
  site: CallSite,
  context: MatcherContext,
): Promise<MatcherResult> {
  const entry: Pending = { of: 'matcher', error: site.at(error), ...testOf(context) }
  return watched(result.catch(rejectAt(site)), entry, site, hostCalls(context))
}

/** The test that calls a matcher, where anybody knows. */
export function testOf(context: MatcherContext): Pick<Pending, 'test'> {
  const test = testOfCall() ?? context.task?.id ?? (context.currentTestName || undefined)
  return test === undefined ? {} : { test }
}

/** What the host makes of a result is thrown in a callback, far from the test. */
function rejectAt(site: CallSite): (error: unknown) => never {
  return (error) => {
    throw site.at(error)
  }
}

/**
 * Vitest calls `then`, and once more around a soft assertion without `resolves` or `rejects`; Jest calls `then` and
 * `catch`.
 */
function hostCalls(context: MatcherContext): number {
  const isVitest = 'soft' in context
  return isVitest && (!context.soft || context.promise) ? 1 : 2
}

/** The promise; what comes of it after so many calls of the host waits for the test's own. */
function watched<T>(promise: Promise<T>, entry: Pending, site: CallSite, calls: number): Promise<T> {
  const forget = calls === 0 ? rememberPending(entry, promise) : undefined
  return new Proxy(promise, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key)
      if (typeof member !== 'function') return member
      return (...args: unknown[]) => {
        forget?.()
        const next: unknown = member.apply(target, args)
        return calls > 0 && next instanceof Promise ? watched(next.catch(rejectAt(site)), entry, site, calls - 1) : next
      }
    },
  })
}
