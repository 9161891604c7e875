import { pendingOf } from './pending.ts'
import { type NamedTask, testNames } from './test-names.ts'

/** A test that has run, as far as Vitest's and its own hooks tell. */
interface EndedTest extends NamedTask {
  readonly result?: { readonly state: string } | undefined
}

/**
 * The error of a test that did not await what it began. A passing assertion that nobody awaited would be silent, a
 * failing one would be blamed on another test. A test that has failed before could not get as far as awaiting its requests.
 */
export function forgottenError(test: EndedTest): Error | undefined {
  const pending = pendingOf(...testNames(test))
  const hasFailed = test.result?.state === 'fail'
  return pending.find((one) => one.of === 'matcher' || !hasFailed)?.error
}
