import { createRequire } from 'node:module'
import type * as Undici from 'undici'

type Classes = Pick<typeof Undici, 'Client' | 'Pool' | 'Dispatcher'>

const require = createRequire(import.meta.url)

/**
 * undici, loaded when somebody asks for a dispatcher. By its files: the package itself would replace the dispatcher of the `fetch` that Node
 * has built in, for everybody.
 */
export function undici(): Classes {
  return {
    Client: require('undici/lib/dispatcher/client.js'),
    Pool: require('undici/lib/dispatcher/pool.js'),
    Dispatcher: require('undici/lib/dispatcher/dispatcher.js'),
  }
}
