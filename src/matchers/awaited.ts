import type { MatcherContext, MatcherResult } from './matcher-context.ts'
import { type PendingMatcher, rememberPending } from './pending.ts'

/**
 * The result of an asynchronous matcher. The host calls `then` on it and hands to the test the assertion that comes of that: one that
 * remembers whether the test awaits it. `error` says that it did not.
 */
export function awaited(
  result: Promise<MatcherResult>,
  error: Error,
  context: Pick<MatcherContext, 'soft' | 'promise' | 'task' | 'currentTestName'>,
): Promise<MatcherResult> {
  const test = context.task?.id ?? (context.currentTestName || undefined)
  // Around a soft assertion the host puts one more `then`, but none with `resolves` and `rejects`.
  return watched(result, { error, ...(test !== undefined && { test }) }, context.soft && !context.promise ? 2 : 1)
}

/** The promise; after `hostThens` calls of `then` by the host, what comes of it waits for the test's own. */
function watched<T>(promise: Promise<T>, entry: PendingMatcher, hostThens: number): Promise<T> {
  const forget = hostThens === 0 ? rememberPending(entry, promise) : undefined
  return new Proxy(promise, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key)
      if (typeof member !== 'function') return member
      return (...args: unknown[]) => {
        forget?.()
        const next: unknown = member.apply(target, args)
        return hostThens > 0 && next instanceof Promise ? watched(next, entry, hostThens - 1) : next
      }
    },
  })
}
