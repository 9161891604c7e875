import type { SecureContext } from 'node:tls'
import { Fault, type FaultFacts } from './fault.ts'
import { type ContextParts, createSecureContext } from './secure-context.ts'
import { weaknessOf } from './weakness.ts'

/** More than that many come from certificates that change or are made for each request. */
const limit = 200

/** Secure contexts, one for each set of parts. */
export class ContextStore {
  readonly #contexts = new Map<string, SecureContext>()

  /** `key`: equal for equal parts. @throws Fault when OpenSSL does not take the parts. */
  get(parts: ContextParts): { key: string; secureContext: SecureContext } {
    const key = keyOf(parts)
    let secureContext = this.#contexts.get(key)
    if (!secureContext) {
      secureContext = create(parts)
      if (this.#contexts.size >= limit) this.#contexts.delete(this.#contexts.keys().next().value!)
      this.#contexts.set(key, secureContext)
    }
    return { key, secureContext }
  }
}

function keyOf({ identity, trust, trustDefaultCAs, minVersion, maxVersion, ciphers, groups }: ContextParts): string {
  return [identity?.digest ?? 'none', trust.digest, trustDefaultCAs, minVersion, maxVersion, ciphers, groups].join('|')
}

function create(parts: ContextParts): SecureContext {
  try {
    return createSecureContext(parts)
  } catch (error) {
    throw new Fault([describe((error as NodeJS.ErrnoException).code ?? '', parts)])
  }
}

function describe(code: string, { identity }: ContextParts): FaultFacts {
  if (/CIPHER/.test(code)) {
    return {
      path: 'ciphers',
      message: `\`ciphers\` names no suite that OpenSSL has (${code}).`,
      remedy: "Write names as 'openssl ciphers' lists them, separated by colons.",
    }
  }
  if (/PROTOCOL_VERSION/.test(code)) {
    return {
      path: 'minVersion',
      message: `\`minVersion\` or \`maxVersion\` is no version of TLS (${code}).`,
      remedy: "Write 'TLSv1.2' or 'TLSv1.3'.",
    }
  }
  const weakness = /TOO_WEAK|TOO_SMALL/.test(code) ? identity?.chain.map(weaknessOf).find(Boolean) : undefined
  return {
    path: 'clientCertificates',
    message: weakness
      ? `${weakness.message.replace(/, which .*/, '')}, and OpenSSL does not take it (${code}).`
      : `OpenSSL does not take the client certificate${code && ` (${code})`}.`,
    remedy: weakness?.remedy ?? 'Have it reissued with RSA 2048 or EC P-256, and SHA-256.',
  }
}
