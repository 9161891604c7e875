import { sharedState } from './shared-state.ts'

/** An assertion or a request that nobody has awaited yet. */
export interface Pending {
  /** Identifier of the test, else its full name; empty outside of tests, absent where the host does not tell. */
  test?: string
  /** `subject`: of a matcher that could not begin, and has said so. */
  of: 'matcher' | 'request' | 'subject'
  /** Says what was forgotten; its stack points at the call in the test. */
  readonly error: Error
  /** When it has come to something, good or bad. */
  settled?: Promise<void>
}

interface State {
  watching: boolean
  pending: Set<Pending>
  currentTest?: () => string | undefined
  knowsOutside?: boolean
}

function state(): State {
  return sharedState('pending', () => ({ watching: false, pending: new Set() }))
}

/**
 * From now on remember what nobody awaits, for `pendingOf` to hand out. Its failures are then no unhandled rejections,
 * which a host would blame on whatever test runs at that moment. `currentTest`: id or full name of the test that calls,
 * undefined outside of tests; `knowsOutside: false`: or where tests run side by side.
 */
export function watchPending(currentTest?: () => string | undefined, { knowsOutside = true } = {}): void {
  const current = state()
  current.watching = true
  if (currentTest !== undefined) Object.assign(current, { currentTest, knowsOutside })
}

/** The test that makes this call; empty for one that belongs to none, undefined where the host cannot tell. */
export function testOfCall(): string | undefined {
  const { currentTest, knowsOutside } = state()
  return currentTest?.() ?? (knowsOutside ? '' : undefined)
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
  const settled = () => {}
  entry.settled = Promise.resolve(promise.then(settled, settled))
  return () => pending.delete(entry)
}
