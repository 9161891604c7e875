import type { ResolvedIdentity, ResolvedSource } from '../config/resolved-config.ts'
import { type Identity, readIdentity, sourcesOf } from './identity.ts'

/** Reads identities, each set of files once however many entries name it: those are as they were a moment ago. */
export class SharedIdentities {
  readonly #read = new Map<string, Identity>()

  /** Rejects as `readIdentity` does. */
  async read(source: ResolvedIdentity): Promise<Identity> {
    const key = keyOf(source)
    const known = key === undefined ? undefined : this.#read.get(key)
    if (known) return known
    const identity = await readIdentity(source)
    // What is remarked, as what is refused, names the entry.
    if (key !== undefined && identity.remarks.length === 0) this.#read.set(key, identity)
    return identity
  }
}

/** Undefined for content: who gives it does so once. */
function keyOf(identity: ResolvedIdentity): string | undefined {
  const sources = sourcesOf(identity)
  if (!sources.every(isFile)) return undefined
  return JSON.stringify([identity.kind, sources.map(({ file }) => file), identity.passphrase?.reveal()])
}

function isFile(source: ResolvedSource): source is ResolvedSource & { kind: 'file' } {
  return source.kind === 'file'
}
