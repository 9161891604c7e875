import { type ErrorData, errorData } from './error-data.ts'

/** Base of every error that vitest-mtls throws on purpose. */
export class MtlsError extends Error {
  override readonly name: string = 'MtlsError'
  /** Node's own code where there is one, e.g. `DEPTH_ZERO_SELF_SIGNED_CERT`; otherwise `ERR_MTLS_…`. */
  readonly code: string

  constructor(message: string, code: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
  }

  /** What test runners print below an error: short, without the certificates that Node adds to its errors, and without the handshake. */
  toJSON(): ErrorData {
    return errorData(this)
  }
}
