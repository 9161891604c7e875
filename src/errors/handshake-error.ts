import type { Handshake } from '../tls/handshake.ts'
import { MtlsError } from './mtls-error.ts'

/** TLS failed, or the server refused on TLS grounds after the handshake. */
export class HandshakeError extends MtlsError {
  static override readonly kind: string = 'HandshakeError'
  override readonly name = 'HandshakeError'
  readonly #read: () => Handshake

  /** `read` decodes when somebody looks. */
  constructor(message: string, code: string, read: () => Handshake, options?: { cause?: unknown }) {
    super(message, code, options)
    this.#read = read
  }

  /** What happened on the connection that failed. */
  get handshake(): Handshake {
    return this.#read()
  }
}
