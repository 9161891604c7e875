import { internals } from './internals.ts'
import { makeOwnSocket } from './own-socket.ts'
import type { TapSink } from './tap-sink.ts'
import { wrapHandle } from './wrap-handle.ts'

/** What of Node the tap needs and does not find; empty: `recordSocket` works. Looks once. */
export function missingInternals(): readonly string[] {
  const found = internals()
  return 'missing' in found ? found.missing : []
}

/**
 * Records the one client socket that `construct` makes, synchronously: `recordSocket(() => tls.connect(options), sink)`. Node's prototype
 * is changed until that socket takes its handle, and is Node's own when this returns or throws.
 * Throws where `missingInternals()` is not empty.
 */
export function recordSocket<Socket>(construct: () => Socket, sink: TapSink): Socket {
  const found = internals()
  if ('missing' in found) throw new Error(`This Node cannot be recorded: ${found.missing.join(', ')}`)
  return makeOwnSocket(construct, (original) => {
    const recording = { original, internals: found, sink }
    return function (...args) {
      return wrapHandle(recording, this, ...args)
    }
  })
}
