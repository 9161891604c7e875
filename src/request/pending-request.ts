import { currentTest, type Pending, rememberPending } from '../evidence/pending.ts'
import type { RequestInput } from './request-init.ts'

/** The promise of a call, which knows whether somebody has asked what came of it. */
class PendingRequest<T> extends Promise<T> {
  /** What comes of it is a promise like any other. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise
  }

  look: (() => void) | undefined

  // `await` calls it, too: of a promise that is of another class than its own it looks up `then`.
  // biome-ignore lint/suspicious/noThenProperty: it is a promise
  override then<A = T, B = never>(
    fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.look?.()
    return super.then(fulfilled, rejected)
  }
}

/** What a test has to await: a call that nobody asks for its outcome is named when the test ends, with the stack of `site`. */
export function pendingRequest<T>(input: RequestInput, outcome: Promise<T>, site: (error: Error) => Error): Promise<T> {
  const test = currentTest()
  if (test === undefined) return outcome
  const request = new PendingRequest<T>((resolve) => resolve(outcome))
  let failure: unknown
  outcome.catch((error: unknown) => {
    failure = error
  })
  const entry: Pending = {
    test,
    of: 'request',
    get error() {
      return site(forgotten(input, failure))
    },
  }
  const forget = rememberPending(entry, request)
  request.look = forget
  return request
}

function forgotten(input: RequestInput, failure: unknown): Error {
  const call = `request(${shown(input)})`
  const remedy = `write "await request(...)"`
  if (failure === undefined) {
    return new Error(`Nobody looked at what came of ${call}: ${remedy}.`)
  }
  const { message } = failure as Error
  return new Error(`Nobody looked at what came of ${call}: ${remedy}. It failed: ${message}`, { cause: failure })
}

/** Without the query: that may hold a token. */
function shown(input: RequestInput): string {
  const url = typeof input === 'object' && 'url' in input ? input.url : String(input)
  if (!URL.canParse(url)) return '...'
  const { origin, pathname } = new URL(url)
  return `"${origin}${pathname}"`
}
