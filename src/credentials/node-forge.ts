import type forge from 'node-forge'
import { requireWhenNeeded } from '../tls/require-when-needed.ts'

/** node-forge, loaded when a file is first met whose cipher Node does not have. */
export function nodeForge(): typeof forge {
  return requireWhenNeeded('node-forge') as typeof forge
}
