/** Where a test called a matcher: the frames above `matcher`, which are the host's and the test's. Cheap until `at` is called. */
export class CallSite {
  readonly #error = new Error()

  constructor(matcher: (...args: never[]) => unknown) {
    Error.captureStackTrace(this.#error, matcher)
  }

  /** The same error, with the stack of this place: one that arose in a promise has none of the test's, and ours are of no use to anybody. */
  at<E>(error: E): E {
    if (isErrorLike(error)) error.stack = `${error.name}: ${error.message}\n${this.#frames}`
    return error
  }

  /** Without the line that names the error, and without the frames by which Jest's `expect` comes to a matcher. */
  get #frames(): string {
    const [, ...frames] = (this.#error.stack ?? '').split('\n')
    return frames.filter((frame) => !/[\\/]expect[\\/]build[\\/]/.test(frame)).join('\n')
  }
}

/** By shape: errors of another realm (vm pools, Jest) are not `instanceof Error`. */
function isErrorLike(error: unknown): error is Error {
  const { name, message } = (error ?? {}) as Partial<Error>
  return typeof name === 'string' && typeof message === 'string'
}
