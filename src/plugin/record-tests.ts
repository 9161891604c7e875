import type * as Vitest from 'vitest'
import type { Test, TestFile, TestRecord } from './test-record.ts'
import type { Scopes, TestScope } from './test-scopes.ts'
import type { WorkerContext } from './worker-context.ts'

/** From now on each test of this file tells in its meta what its requests came to, and in its errors when it fails. */
export function recordTests(vitest: typeof Vitest, context: WorkerContext, scopes: Scopes): void {
  const records = new WeakMap<Test, TestRecord>()

  const begin = (test: Test) => {
    const record = records.get(test) ?? { attempts: 0 }
    record.attempts++
    records.set(test, record)
    const errorsBefore = test.result?.errors?.length ?? 0
    return async ({ calls, tables = [] }: TestScope) => {
      if (calls.length === 0 && tables.length === 0 && record.collector === undefined) return
      const { reportAttempt } = await import('./report-attempt.ts')
      await reportAttempt({ test, record, calls, tables, errorsBefore, context })
    }
  }

  // Since 4.1: the hook encloses every other hook of the test.
  if (typeof vitest.aroundEach === 'function') {
    // Without an await: the stack of an error in a fixture's end would name this function.
    vitest.aroundEach((runTest, { task }) => {
      const end = begin(task)
      return scopes.run(task.id, runTest).then(end)
    })
  } else {
    vitest.beforeEach(({ task, onTestFinished }) => {
      const report = begin(task)
      const { scope, end } = scopes.enter(task.id)
      // The first of these callbacks to be registered runs last.
      onTestFinished(async () => {
        await end()
        await report(scope)
      })
    })
  }

  vitest.afterAll(
    withAnyArguments(async (...args) => {
      const file = args.find(isTestFile)
      const { calls } = scopes.outside
      if (file === undefined || calls.length === 0) return
      const { reportOutside } = await import('./report-attempt.ts')
      reportOutside(file, calls, context)
    }),
  )
}

/** Vitest reads the parameters of a hook's source, and hands over the file as the first or the second by its version. */
function withAnyArguments(hook: (...args: unknown[]) => Promise<void>): () => Promise<void> {
  return hook.bind(undefined)
}

function isTestFile(value: unknown): value is TestFile {
  return typeof (value as TestFile | null)?.filepath === 'string'
}
