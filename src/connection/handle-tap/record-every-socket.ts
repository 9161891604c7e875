import type { TLSSocket } from 'node:tls'
import { internals } from './internals.ts'
import type { TlsSocketInternals, WrapHandle } from './node-handle.ts'
import { asReplacement } from './original.ts'
import type { TapSink } from './tap-sink.ts'
import { wrapHandle } from './wrap-handle.ts'

const tls = process.getBuiltinModule('node:tls')

/** Where to record a client socket that is being made; undefined: nowhere. Called once a socket, in its constructor. */
export type SinkFor = (socket: TLSSocket) => TapSink | undefined

/**
 * Records the client sockets that the process makes from now on, except those of `recordSocket`. Returns how to stop: sockets that are
 * open stay recorded. Throws where `missingInternals()` is not empty.
 */
export function recordEverySocket(sinkFor: SinkFor): () => void {
  const found = internals()
  if ('missing' in found) throw new Error(`This Node cannot be recorded: ${found.missing.join(', ')}`)
  const prototype = tls.TLSSocket.prototype as unknown as TlsSocketInternals
  const before = Object.getOwnPropertyDescriptor(prototype, '_wrapHandle') as PropertyDescriptor
  const original = prototype._wrapHandle
  const sinks = new WeakMap<object, TapSink | undefined>()
  let stopped = false
  const replacement: WrapHandle = function (...args) {
    if (this._tlsOptions.isServer) return original.apply(this, args)
    let sink = sinks.get(this)
    if (!stopped && !sinks.has(this)) {
      sink = sinkFor(this as unknown as TLSSocket)
      sinks.set(this, sink)
    }
    return sink === undefined
      ? original.apply(this, args)
      : wrapHandle({ original, internals: found, sink }, this, ...args)
  }
  prototype._wrapHandle = asReplacement(replacement, original)
  return () => {
    stopped = true
    // Where somebody else has replaced it since, this one stays underneath and does nothing.
    if (prototype._wrapHandle === replacement) Object.defineProperty(prototype, '_wrapHandle', before)
  }
}
