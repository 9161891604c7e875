import { onCall, type RecordedCall } from '../../evidence/call-recorder.ts'
import type { Scopes, TestScope } from '../test-scopes.ts'

/**
 * Which test of a page made a call. A page cannot tell the asynchronous contexts apart: a call is a test's while that test alone is running;
 * of tests side by side nobody knows, so that the file gets it.
 */
export class PageScopes implements Scopes {
  readonly #open = new Set<{ test: string; calls: RecordedCall[] }>()
  readonly outside: { calls: RecordedCall[] } = { calls: [] }

  constructor() {
    onCall((call) => {
      const { calls } = this.#only ?? this.outside
      calls.push(call)
    })
  }

  get current(): string | undefined {
    return this.#only?.test
  }

  async run(test: string, attempt: () => Promise<void>): Promise<TestScope> {
    const { scope, end } = this.enter(test)
    await attempt().finally(end)
    return scope
  }

  enter(test: string): { scope: TestScope; end: () => void } {
    const scope = { test, calls: [] }
    this.#open.add(scope)
    return { scope, end: () => this.#open.delete(scope) }
  }

  get #only(): { test: string; calls: RecordedCall[] } | undefined {
    const [only, ...others] = this.#open
    return others.length === 0 ? only : undefined
  }
}
