import { createRequire } from 'node:module'
import type forge from 'node-forge'

let loaded: typeof forge | undefined

/** node-forge, loaded when a file is first met whose cipher Node does not have. */
export function nodeForge(): typeof forge {
  loaded ??= createRequire(import.meta.url)('node-forge') as typeof forge
  return loaded
}
