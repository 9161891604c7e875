import type { SecureContext } from 'node:tls'
import { Fault } from './fault.ts'
import { type ContextParts, createSecureContext } from './secure-context.ts'

/** More than that many come from certificates that change or are made for each request. */
const limit = 200

/** Secure contexts by the digest of what they are made of. */
export class ContextStore {
  readonly #contexts = new Map<string, SecureContext>()

  /** @throws Fault when OpenSSL does not take the parts. */
  get(key: string, parts: ContextParts): SecureContext {
    const cached = this.#contexts.get(key)
    if (cached) return cached
    const context = create(parts)
    if (this.#contexts.size >= limit) this.#contexts.delete(this.#contexts.keys().next().value!)
    this.#contexts.set(key, context)
    return context
  }
}

function create(parts: ContextParts): SecureContext {
  try {
    return createSecureContext(parts)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const isCipher = /cipher/i.test(String(error))
    const message = isCipher
      ? 'No cipher suite of `ciphers` is known to OpenSSL'
      : 'OpenSSL does not take the credentials'
    const remedy = isCipher
      ? "Write names as 'openssl ciphers' lists them, separated by colons."
      : 'Check the key type and size, and the security level in `ciphers`.'
    throw new Fault([
      { path: isCipher ? 'ciphers' : 'clientCertificates', message: `${message}${code ? ` (${code})` : ''}.`, remedy },
    ])
  }
}
