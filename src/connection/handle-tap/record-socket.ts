import { TLSSocket } from 'node:tls'
import { internals } from './internals.ts'
import type { TlsSocketInternals, WrapHandle } from './node-handle.ts'
import { originalOf } from './original.ts'
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
  const prototype = TLSSocket.prototype as unknown as TlsSocketInternals
  const before = Object.getOwnPropertyDescriptor(prototype, '_wrapHandle') as PropertyDescriptor
  const original = originalOf(prototype._wrapHandle)
  const restore = () => Object.defineProperty(prototype, '_wrapHandle', before)
  const recording = { original, internals: found, sink }
  const wrapOwn: WrapHandle = function (...args) {
    return wrapHandle(recording, this, ...args)
  }
  prototype._wrapHandle = function (...args) {
    if (this._tlsOptions.isServer) return original.apply(this, args)
    restore()
    // Of the socket itself, for the further addresses of a host.
    Object.defineProperty(this, '_wrapHandle', { value: wrapOwn, configurable: true, writable: true })
    return this._wrapHandle(...args)
  }
  try {
    return construct()
  } finally {
    restore()
  }
}
