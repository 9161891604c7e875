import type { TlsSocketInternals, WrapHandle } from './node-handle.ts'
import { originalOf } from './original.ts'

const { TLSSocket } = process.getBuiltinModule('node:tls')

/** Under which a temporary `_wrapHandle` says that the socket being made is its maker's; for every copy of this package in the process. */
const own = Symbol.for('vitest-mtls.own')

/** The sockets that their makers record themselves, in every copy of this package: a mark that nobody sees. */
const mark = (socket: object) => Object.defineProperty(socket, own, { value: true })

export function isOwnSocket(socket: unknown): boolean {
  return typeof socket === 'object' && socket !== null && own in socket
}

/** A socket is being made that its maker records and equips. */
export function isMakingOwnSocket(): boolean {
  const { _wrapHandle } = TLSSocket.prototype as unknown as Partial<TlsSocketInternals>
  return _wrapHandle !== undefined && own in _wrapHandle
}

/**
 * Makes one client socket, synchronously, which nobody else records or equips. `wrapOwn` is its `_wrapHandle`; default: Node's own. Node's
 * prototype is changed until the socket takes its handle, and is as it was when this returns or throws.
 */
export function makeOwnSocket<Socket>(construct: () => Socket, wrapOwn?: (original: WrapHandle) => WrapHandle): Socket {
  const prototype = TLSSocket.prototype as unknown as TlsSocketInternals
  // A Node to come may have it no more; then nobody records or equips the sockets of others either.
  if (typeof prototype._wrapHandle !== 'function') return construct()
  const before = Object.getOwnPropertyDescriptor(prototype, '_wrapHandle') as PropertyDescriptor
  const original = originalOf(prototype._wrapHandle)
  const restore = () => Object.defineProperty(prototype, '_wrapHandle', before)
  const temporary: WrapHandle = function (...args) {
    if (this._tlsOptions.isServer) return original.apply(this, args)
    restore()
    mark(this)
    // Of the socket itself, for the further addresses of a host.
    Object.defineProperty(this, '_wrapHandle', {
      value: wrapOwn?.(original) ?? original,
      configurable: true,
      writable: true,
    })
    return this._wrapHandle(...args)
  }
  prototype._wrapHandle = Object.assign(temporary, { [own]: true })
  try {
    return construct()
  } finally {
    restore()
  }
}
