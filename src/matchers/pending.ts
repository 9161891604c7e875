import { sharedState } from '../evidence/shared-state.ts'

/** An assertion on a promise or function that nobody has awaited yet. */
export interface PendingMatcher {
  /** Identifier of the test, else its full name; absent where the host does not tell. */
  test?: string
  /** Says what was forgotten; its stack points at the call in the test. */
  error: Error
}

interface State {
  watching: boolean
  pending: Set<PendingMatcher>
}

function state(): State {
  return sharedState('pending-matchers', () => ({ watching: false, pending: new Set() }))
}

/**
 * From now on remember assertions that nobody awaits, for `pendingMatchers` to hand out. Their failures are then no
 * unhandled rejections, which a host would blame on whatever test runs at that moment.
 */
export function watchMatchers(): void {
  state().watching = true
}

/**
 * Takes the assertions that the test (its id or full name, see `testNames`; default: any) made and did not await: call
 * it when the test has ended, and throw the errors.
 */
export function pendingMatchers(...tests: string[]): PendingMatcher[] {
  const { pending } = state()
  const taken = [...pending].filter(({ test }) => tests.length === 0 || test === undefined || tests.includes(test))
  for (const entry of taken) pending.delete(entry)
  return taken
}

/** Remembers an assertion until the function that it returns is called. */
export function rememberPending(entry: PendingMatcher, assertion: PromiseLike<unknown>): () => void {
  const { watching, pending } = state()
  if (!watching) return () => {}
  pending.add(entry)
  assertion.then(undefined, () => {})
  return () => pending.delete(entry)
}
