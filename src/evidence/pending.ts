import { sharedState } from './shared-state.ts'

/** An assertion or a request that nobody has awaited yet. */
export interface Pending {
  /** Identifier of the test, else its full name; absent where the host does not tell. */
  test?: string
  of: 'matcher' | 'request'
  /** Says what was forgotten; its stack points at the call in the test. */
  readonly error: Error
}

interface State {
  watching: boolean
  pending: Set<Pending>
  currentTest?: () => string | undefined
}

function state(): State {
  return sharedState('pending', () => ({ watching: false, pending: new Set() }))
}

/**
 * From now on remember what nobody awaits, for `pendingOf` to hand out. Its failures are then no unhandled rejections,
 * which a host would blame on whatever test runs at that moment. `currentTest`: id or full name of the test that calls,
 * undefined outside of tests.
 */
export function watchPending(currentTest?: () => string | undefined): void {
  const current = state()
  current.watching = true
  if (currentTest !== undefined) current.currentTest = currentTest
}

/** The test that makes this call, where the host can tell. */
export function currentTest(): string | undefined {
  return state().currentTest?.()
}

/**
 * Takes what the test (its id or full name, see `testNames`; default: any) began and did not await: call it when the
 * test has ended, and throw the errors.
 */
export function pendingOf(...tests: string[]): Pending[] {
  const { pending } = state()
  const taken = [...pending].filter(({ test }) => tests.length === 0 || test === undefined || tests.includes(test))
  for (const entry of taken) pending.delete(entry)
  return taken
}

/** Remembers a promise until the function that it returns is called. */
export function rememberPending(entry: Pending, promise: PromiseLike<unknown>): () => void {
  const { watching, pending } = state()
  if (!watching) return () => {}
  pending.add(entry)
  promise.then(undefined, () => {})
  return () => pending.delete(entry)
}
