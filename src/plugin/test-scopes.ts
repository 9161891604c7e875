import { AsyncLocalStorage } from 'node:async_hooks'
import { onCall, type RecordedCall } from '../evidence/call-recorder.ts'

/** The calls of one attempt of a test. */
export interface TestScope {
  readonly calls: readonly RecordedCall[]
}

interface Scope extends TestScope {
  readonly test: string
  readonly calls: RecordedCall[]
  isOpen: boolean
}

/** Which test made a call. */
export interface Scopes {
  /** Calls of no test: of `beforeAll`, `afterAll`, and of what a test left running. */
  readonly outside: TestScope
  /** Identifier of the test that makes this call; undefined outside of tests. */
  readonly current: string | undefined
  /** Runs an attempt of a test. */
  run(test: string, attempt: () => Promise<void>): Promise<TestScope>
  /** As `run`, for what follows. Call `end` when the attempt is over. */
  enter(test: string): { scope: TestScope; end: () => void }
}

/** By asynchronous context: tests run side by side, and a call may outlive its test. */
export class TestScopes implements Scopes {
  readonly #current = new AsyncLocalStorage<Scope>()
  readonly outside: TestScope = { calls: [] }

  constructor() {
    onCall((call) => {
      const scope = this.#current.getStore()
      const { calls } = scope?.isOpen ? scope : (this.outside as Scope)
      calls.push(call)
    })
  }

  get current(): string | undefined {
    const scope = this.#current.getStore()
    return scope?.isOpen ? scope.test : undefined
  }

  /** Runs an attempt of a test; its calls are its own, whatever it awaits. */
  async run(test: string, attempt: () => Promise<void>): Promise<TestScope> {
    const scope: Scope = { test, calls: [], isOpen: true }
    try {
      await this.#current.run(scope, attempt)
    } finally {
      scope.isOpen = false
    }
    return scope
  }

  /** As `run`, for what follows in the present asynchronous context. Call `end` when the attempt is over. */
  enter(test: string): { scope: TestScope; end: () => void } {
    const scope: Scope = { test, calls: [], isOpen: true }
    this.#current.enterWith(scope)
    return {
      scope,
      end: () => {
        scope.isOpen = false
      },
    }
  }
}
