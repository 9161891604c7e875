import type { Handshake } from '../tls/handshake.ts'
import { MtlsError } from './mtls-error.ts'

/** No answer for a reason outside TLS: DNS, TCP, a proxy, a timeout, or a connection that broke later. */
export class ConnectionError extends MtlsError {
  static override readonly kind: string = 'ConnectionError'
  override readonly name = 'ConnectionError'
  readonly #read: (() => Handshake) | undefined

  constructor(message: string, code: string, read?: () => Handshake, options?: { cause?: unknown }) {
    super(message, code, options)
    this.#read = read
  }

  /** What happened on the TLS connection, when one had been begun. */
  get handshake(): Handshake | undefined {
    return this.#read?.()
  }
}
