import { type ErrorData, errorData } from './error-data.ts'

const mark = Symbol.for('vitest-mtls.error')

/** Base of every error that vitest-mtls throws on purpose. */
export class MtlsError extends Error {
  override readonly name: string = 'MtlsError'
  /** Node's own code where there is one, e.g. `DEPTH_ZERO_SELF_SIGNED_CERT`; otherwise `ERR_MTLS_…`. */
  readonly code: string

  constructor(message: string, code: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
  }

  /** The package comes in several builds, and a process may hold two of them: an error of one is an instance of the classes of each. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: the class that is asked, which may be one of a user's that extends it
    return isInstanceOf(this, value)
  }

  /** @internal The name of its errors, which bundlers leave alone. */
  static readonly kind: string = 'MtlsError'

  /** @internal */
  get [mark](): boolean {
    return true
  }

  /** What test runners print below an error: short, without the certificates that Node adds to its errors, and without the handshake. */
  toJSON(): ErrorData {
    return errorData(this)
  }
}

function isInstanceOf(asked: typeof MtlsError, value: unknown): boolean {
  if (Function.prototype[Symbol.hasInstance].call(asked, value)) return true
  const { [mark]: marked, name } = (value ?? {}) as { [mark]?: boolean; name?: unknown }
  if (marked !== true || !Object.hasOwn(asked, 'kind')) return false
  return asked.kind === 'MtlsError' || asked.kind === name
}
