import type { ResolvedIdentity } from '../config/resolved-config.ts'
import { type Identity, readIdentity, sourcesOf } from './identity.ts'
import { stampOf } from './source-file.ts'

interface Cached {
  stamp: string
  identity: Identity | Promise<Identity>
}

/** Identities that have been read; one whose files have changed is read again. */
export class IdentityStore {
  readonly #cache = new WeakMap<ResolvedIdentity, Cached>()

  /** At once when it is cached and its files are as they were. Rejects as `readIdentity` does. */
  get(source: ResolvedIdentity): Identity | Promise<Identity> {
    const stamp = sourcesOf(source).map(stampOf).join()
    const cached = this.#cache.get(source)
    if (cached?.stamp === stamp) return cached.identity
    const entry: Cached = { stamp, identity: this.#read(source, stamp) }
    this.#cache.set(source, entry)
    return entry.identity
  }

  /** What has been read already. */
  peek(source: ResolvedIdentity): Identity | undefined {
    const identity = this.#cache.get(source)?.identity
    return identity instanceof Promise ? undefined : identity
  }

  async #read(source: ResolvedIdentity, stamp: string): Promise<Identity> {
    try {
      const identity = await readIdentity(source)
      this.#cache.set(source, { stamp, identity })
      return identity
    } catch (error) {
      // Not kept: the next request may find the file corrected.
      this.#cache.delete(source)
      throw error
    }
  }
}
