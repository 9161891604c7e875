import { onCall, type RecordedCall } from '../../evidence/call-recorder.ts'
import type { Scopes, TestScope } from '../test-scopes.ts'

/**
 * Which test of a page made a call. A page cannot tell the asynchronous contexts apart: a call is a test's while that test alone is running;
 * of tests side by side nobody knows, so that the file gets it.
 */
export class PageScopes implements Scopes {
  readonly #open = new Set<{ calls: RecordedCall[] }>()
  readonly outside: { calls: RecordedCall[] } = { calls: [] }

  constructor() {
    onCall((call) => {
      const [only, ...others] = this.#open
      const { calls } = only !== undefined && others.length === 0 ? only : this.outside
      calls.push(call)
    })
  }

  async run(attempt: () => Promise<void>): Promise<TestScope> {
    const { scope, end } = this.enter()
    await attempt().finally(end)
    return scope
  }

  enter(): { scope: TestScope; end: () => void } {
    const scope = { calls: [] }
    this.#open.add(scope)
    return { scope, end: () => this.#open.delete(scope) }
  }
}
