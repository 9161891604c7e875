import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import type { Target } from '../connection/target.ts'

const targets = new WeakMap<object, Target>()

/** Where a CONNECT proxy was asked to connect `socket` to; undefined: nothing was asked. */
export function tunnelTarget(socket: unknown): Target | undefined {
  return typeof socket === 'object' && socket !== null ? targets.get(socket) : undefined
}

/**
 * Watches the first bytes that go out on sockets without TLS: after `CONNECT host:port` the connection is one to that host, and what puts
 * TLS over it often knows no port. Returns how to stop.
 */
export function watchTunnels(): () => void {
  const listener = (message: unknown) => {
    const { socket } = message as { socket: Socket }
    if ('encrypted' in socket) return
    watchFirstWrite(socket)
  }
  subscribe('net.client.socket', listener)
  return () => unsubscribe('net.client.socket', listener)
}

function watchFirstWrite(socket: Socket): void {
  const { write } = socket
  const first = function (this: Socket, ...args: Parameters<Socket['write']>): boolean {
    Reflect.deleteProperty(socket, 'write')
    const target = targetIn(args[0])
    if (target !== undefined) targets.set(socket, target)
    return this.write(...args)
  }
  Object.defineProperty(socket, 'write', {
    configurable: true,
    get: () => first,
    // `connect` puts the prototype's back, as if the socket had been used before.
    set: (value) => {
      if (value !== write) Object.defineProperty(socket, 'write', { value, configurable: true, writable: true })
    },
  })
}

/** RFC 9110 9.3.6. */
function targetIn(bytes: unknown): Target | undefined {
  if (typeof bytes !== 'string' && !ArrayBuffer.isView(bytes)) return undefined
  const beginning =
    typeof bytes === 'string'
      ? bytes
      : Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 512)).toString('latin1')
  const [, host, port] = /^CONNECT (\S+):(\d+) HTTP\/1/.exec(beginning) ?? []
  return host === undefined ? undefined : { host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
}
