import type { MatcherContext, MatcherResult } from './matcher-context.ts'
import { type PendingMatcher, rememberPending } from './pending.ts'

/**
 * The result of an asynchronous matcher. The host calls `then` on it and hands to the test the assertion that comes of
 * that: one that remembers whether the test awaits it. `error` says that it did not.
 */
export function awaited(result: Promise<MatcherResult>, error: Error, context: MatcherContext): Promise<MatcherResult> {
  const test = context.task?.id ?? (context.currentTestName || undefined)
  return watched(result, { error, ...(test !== undefined && { test }) }, hostCalls(context))
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
function watched<T>(promise: Promise<T>, entry: PendingMatcher, calls: number): Promise<T> {
  const forget = calls === 0 ? rememberPending(entry, promise) : undefined
  return new Proxy(promise, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key)
      if (typeof member !== 'function') return member
      return (...args: unknown[]) => {
        forget?.()
        const next: unknown = member.apply(target, args)
        return calls > 0 && next instanceof Promise ? watched(next, entry, calls - 1) : next
      }
    },
  })
}
