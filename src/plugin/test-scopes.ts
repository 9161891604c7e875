import { AsyncLocalStorage } from 'node:async_hooks'
import { onCall, type RecordedCall, setCurrentCalls } from '../evidence/call-recorder.ts'
import { type FlawTable, onFlawTable } from '../evidence/flaw-table.ts'
import { type CleanUp, onTestEndBy } from '../evidence/test-end.ts'

/** The calls of one attempt of a test. */
export interface TestScope {
  readonly calls: readonly RecordedCall[]
  /** What servers did with flawed client certificates. */
  readonly tables?: readonly FlawTable[]
}

interface Scope extends TestScope {
  readonly test: string
  readonly calls: RecordedCall[]
  readonly tables: FlawTable[]
  readonly cleanUps: CleanUp[]
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
  enter(test: string): { scope: TestScope; end: () => unknown }
}

/** By asynchronous context: tests run side by side, and a call may outlive its test. */
export class TestScopes implements Scopes {
  readonly #current = new AsyncLocalStorage<Scope>()
  readonly outside: Scope = { test: '', calls: [], tables: [], cleanUps: [], isOpen: true }

  constructor() {
    onCall((call) => this.#scope.calls.push(call))
    onFlawTable((table) => this.#scope.tables.push(table))
    setCurrentCalls(() => this.#scope.calls)
    onTestEndBy((cleanUp) => this.#scope.cleanUps.push(cleanUp))
  }

  get #scope(): Scope {
    const scope = this.#current.getStore()
    return scope?.isOpen ? scope : this.outside
  }

  get current(): string | undefined {
    const scope = this.#current.getStore()
    return scope?.isOpen ? scope.test : undefined
  }

  /** Runs an attempt of a test; its calls are its own, whatever it awaits. */
  run(test: string, attempt: () => Promise<void>): Promise<TestScope> {
    const scope: Scope = { test, calls: [], tables: [], cleanUps: [], isOpen: true }
    // Without an await, as in its caller: what is awaited stands in the stacks of a test's errors.
    return this.#current
      .run(scope, attempt)
      .finally(() => end(scope))
      .then(() => scope)
  }

  /** As `run`, for what follows in the present asynchronous context. Call `end` when the attempt is over. */
  enter(test: string): { scope: TestScope; end: () => Promise<void> } {
    const scope: Scope = { test, calls: [], tables: [], cleanUps: [], isOpen: true }
    this.#current.enterWith(scope)
    return { scope, end: () => end(scope) }
  }

  /** Ends what was begun outside of tests. */
  endOutside(): Promise<void> {
    return endAll(this.outside)
  }
}

function end(scope: Scope): Promise<void> {
  scope.isOpen = false
  return endAll(scope)
}

async function endAll({ cleanUps }: Scope): Promise<void> {
  await Promise.all(cleanUps.splice(0).map((cleanUp) => cleanUp()))
}
