import type { clients } from './clients.ts'

/** What every realm of the process shares. */
export type Clients = typeof clients

/**
 * The clients of this process, loaded by Node itself: realms come and go with test files (vm pools, Jest), while connections and what was
 * changed in Node stay.
 */
export function nativeClients(): Clients {
  const { createRequire } = realProcess().getBuiltinModule('node:module')
  return (createRequire(import.meta.url)('./clients.cjs') as { clients: Clients }).clients
}

/** Jest gives its files a copy of `process` and modules of its own; any function of Node's own realm leads back. */
function realProcess(): NodeJS.Process {
  try {
    return process.getBuiltinModule.constructor('return process')() as NodeJS.Process
  } catch {
    // Code from strings may be forbidden.
    return process
  }
}
