import { type Pending, pendingOf } from './pending.ts'
import { type NamedTask, testNames } from './test-names.ts'

/** A test that has run, as far as a host tells its hooks. */
interface EndedTest {
  /** What its calls know it by. */
  names: readonly string[]
  hasFailed(): boolean
}

/** A file that has run: what is left then was begun in a hook of its own, by what a test left running, or by tests without hooks. */
interface EndedFile {
  /** Whether its tests are known by what their authors call them. */
  areTestsNamed: boolean
}

/** Milliseconds; a test that has forgotten something waits no longer for what comes of it. */
const longestWait = 3000

/** Milliseconds that a hook needs which waits so long, whatever a project allows its own. */
export const forgottenTimeout = 10_000

// The global ones are those of fake timers in some tests; a page has no others.
const { clearTimeout, setTimeout } = globalThis.process?.getBuiltinModule?.('node:timers') ?? globalThis

/**
 * Throws the error of a test that did not await what it began. A passing assertion that nobody awaited would be silent, a
 * failing one would be blamed on another test. A test that has failed before could not get as far as awaiting its requests.
 * What is under way comes to its end first: its error, and the test's transcript, then tell what came of it.
 */
export function throwForgotten({ names, hasFailed }: EndedTest): Promise<void> | undefined {
  const pending = pendingOf(...names)
  if (pending.length === 0) return undefined
  return settled(pending).then(() => {
    const forgotten = pending.find((one) => one.of === 'matcher' || (one.of === 'request' && !hasFailed()))
    if (forgotten !== undefined) throw forgotten.error
  })
}

/** The same for what no test of a file has been told of. */
export async function throwLeftOver({ areTestsNamed }: EndedFile): Promise<void> {
  const pending = pendingOf()
  if (pending.length === 0) return
  await settled(pending)
  const forgotten = pending.find((one) => one.of !== 'subject')
  if (forgotten !== undefined) throw areTestsNamed ? withTests(forgotten.error, pending) : forgotten.error
}

/** An error of a file says which tests it is about. */
function withTests(error: Error, pending: readonly Pending[]): Error {
  const tests = [...new Set(pending.flatMap(({ test }) => test || []))].map((test) => `"${test}"`)
  if (tests.length === 0) return error
  const others = tests.length > 1 ? `, and ${tests.slice(1).join(', ')} forgot one too` : ''
  const message = `${error.message} It was in the test ${tests[0]}${others}.`
  if (error.stack !== undefined) error.stack = error.stack.replace(error.message, () => message)
  error.message = message
  return error
}

/** The same for a test of Vitest's. */
export function throwForgottenOf(task: NamedTask & { readonly result?: { readonly state: string } | undefined }) {
  return throwForgotten({ names: testNames(task), hasFailed: () => task.result?.state === 'fail' })
}

async function settled(pending: readonly Pending[]): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, longestWait)
  })
  await Promise.race([Promise.all(pending.map((one) => one.settled)), late])
  clearTimeout(timer)
}
