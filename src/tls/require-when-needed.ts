import { createRequire } from 'node:module'

let requireHere: NodeJS.Require | undefined

/** A file of the built package, which lies beside this one; loaded at its first use. */
export function requireBuilt(file: `./${string}.cjs`) {
  requireHere ??= createRequire(import.meta.url)
  return requireHere(file)
}
