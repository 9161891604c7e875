import { createRequire } from 'node:module'

let requireHere: NodeJS.Require | undefined

/** A file of the built package, which lies beside this one (`./reading.cjs`), or a dependency; loaded at its first use. */
export function requireWhenNeeded(name: string) {
  requireHere ??= createRequire(import.meta.url)
  return requireHere(name)
}
