import { onCall, type RecordedCall, setCurrentCalls } from '../evidence/call-recorder.ts'
import { type CleanUp, onTestEndBy } from '../evidence/test-end.ts'

/** What Jest's `expect` tells of the test that runs. */
export interface ExpectState {
  /** That of the last test, when none is running. */
  currentTestName?: string
  /** By asynchronous context: before Jest 30.5 of tests of `test.concurrent` alone. */
  currentConcurrentTestName?: () => string | undefined
  /** By asynchronous context, since Jest 30.5. */
  currentTestIdentity?: () => { errors?: readonly unknown[] } | undefined
}

interface Scope {
  readonly calls: RecordedCall[]
  readonly cleanUps: CleanUp[]
  hasEnded: boolean
}

/** Which test of a file makes a call, and what is each test's own. Tests of one name that run side by side share it. */
export class JestTests {
  readonly #state: () => ExpectState
  readonly #outside = newScope()
  readonly #scopes = new Map<string, Scope>()
  /** For the versions of Jest that do not tell. */
  #isInTest = false
  #open: RecordedCall[] = []

  constructor(expect: { getState(): ExpectState }) {
    this.#state = () => expect.getState()
    onCall((call) => {
      this.#scope.calls.push(call)
      this.#open = [...this.#open.filter(isOpen), call]
    })
    setCurrentCalls(() => this.#scope.calls)
    onTestEndBy((cleanUp) => (this.#scope.hasEnded ? this.#outside : this.#scope).cleanUps.push(cleanUp))
  }

  /** Full name of the test that makes this call; undefined outside of tests. */
  get current(): string | undefined {
    return this.#scope === this.#outside || this.#scope.hasEnded ? undefined : this.#name
  }

  /** In `beforeEach`: forgets the tests that have ended. */
  begin(): void {
    this.#isInTest = true
    for (const [name, { hasEnded }] of this.#scopes) if (hasEnded) this.#scopes.delete(name)
  }

  /** In `afterEach`: the test that ends. Hooks of the spec may follow. */
  get ending(): { names: string[]; hasFailed: () => boolean } {
    const { currentTestName = '', currentTestIdentity } = this.#state()
    const name = this.#name ?? currentTestName
    return { names: [name], hasFailed: () => (currentTestIdentity?.()?.errors?.length ?? 0) > 0 }
  }

  /** Whether calls of this file wait for an answer, of whichever test. */
  get areCallsOpen(): boolean {
    return this.#open.some(isOpen)
  }

  /** In `afterEach`: ends what the test has begun. */
  async end(): Promise<void> {
    const scope = this.#scope
    this.#isInTest = false
    if (scope !== this.#outside) scope.hasEnded = true
    await endAll(scope)
  }

  /** In `afterAll`: ends whatever is left. */
  async endFile(): Promise<void> {
    await Promise.all([this.#outside, ...this.#scopes.values()].map(endAll))
  }

  get #name(): string | undefined {
    const { currentTestName, currentConcurrentTestName, currentTestIdentity } = this.#state()
    const name = currentConcurrentTestName?.()
    if (name !== undefined || currentTestIdentity !== undefined) return name
    return this.#isInTest ? currentTestName : undefined
  }

  get #scope(): Scope {
    const name = this.#name
    if (name === undefined) return this.#outside
    const scope = this.#scopes.get(name) ?? newScope()
    this.#scopes.set(name, scope)
    return scope
  }
}

function isOpen({ evidence }: RecordedCall): boolean {
  return evidence.status === undefined && evidence.error === undefined
}

function newScope(): Scope {
  return { calls: [], cleanUps: [], hasEnded: false }
}

async function endAll({ cleanUps }: Scope): Promise<void> {
  await Promise.all(cleanUps.splice(0).map((cleanUp) => cleanUp()))
}
