import type * as Undici from 'undici'
import { requireWhenNeeded } from '../../tls/require-when-needed.ts'

type Classes = Pick<typeof Undici, 'Client' | 'Pool' | 'Dispatcher'>

/**
 * undici, loaded when somebody asks for a dispatcher. By its files: the package itself would replace the dispatcher of the `fetch` that Node
 * has built in, for everybody.
 */
export function undici(): Classes {
  return {
    Client: requireWhenNeeded('undici/lib/dispatcher/client.js'),
    Pool: requireWhenNeeded('undici/lib/dispatcher/pool.js'),
    Dispatcher: requireWhenNeeded('undici/lib/dispatcher/dispatcher.js'),
  }
}
