import { createRequire } from 'node:module'

let requireHere: NodeJS.Require | undefined
const loaded = new Map<string, unknown>()

/** A file of the built package, which lies beside this one (`./reading.cjs`), or a dependency; loaded at its first use. */
// biome-ignore lint/suspicious/noExplicitAny: as `require` itself
export function requireWhenNeeded(name: string): any {
  // Jest's own `require` gives nothing any more when a file has ended, not even what it has loaded before.
  if (!loaded.has(name)) {
    requireHere ??= createRequire(import.meta.url)
    loaded.set(name, requireHere(name))
  }
  return loaded.get(name)
}
