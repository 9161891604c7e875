import type { SecureContext } from 'node:tls'

/** From which options contexts were made: a context itself does not tell, and one of the caller's is never changed. */
export class RememberedContexts {
  readonly #options = new WeakMap<object, object>()

  remember(context: SecureContext, options: object | undefined): SecureContext {
    // As they are now: the caller may use the object again.
    this.#options.set(context, { ...options })
    return context
  }

  optionsOf(context: object): object | undefined {
    return this.#options.get(context)
  }
}

/** Whether a context offers a client certificate; OpenSSL's word. */
export function hasCertificate(context: unknown): boolean {
  const { context: native } = (context ?? {}) as { context?: { getCertificate?(): Uint8Array | null } }
  return native?.getCertificate?.() != null
}
