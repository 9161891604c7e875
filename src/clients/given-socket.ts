import type { Socket } from 'node:net'

/** Where sockets were told to connect to, until they have a peer to ask for. */
const destinations = new WeakMap<object, { host?: unknown; port?: unknown }>()

/** Remembers where a socket that has just been made is going to be connected to. */
export function watchDestination(socket: Socket): void {
  const value = function (this: Socket, ...args: unknown[]): Socket {
    Reflect.deleteProperty(socket, 'connect')
    // Node hands itself a list: the options, and a callback.
    const [first] = Array.isArray(args[0]) ? args[0] : args
    if (typeof first === 'object' && first !== null) destinations.set(socket, first)
    return this.connect(...(args as Parameters<Socket['connect']>))
  }
  Object.defineProperty(socket, 'connect', { value, configurable: true, writable: true })
}

/**
 * Where a socket that TLS is put over leads, whatever its caller says. Undefined for other streams, and where the peer has been heard: who
 * speaks SOCKS or STARTTLS with it may be led on. Port 0: it is not known.
 */
export function destinationOf(socket: unknown): { hosts: string[]; port: number } | undefined {
  if (typeof socket !== 'object' || socket === null || !('bytesRead' in socket)) return undefined
  const { bytesRead, remoteAddress, remotePort, _host } = socket as Socket & { _host?: unknown }
  if (bytesRead !== 0) return undefined
  const told = destinations.get(socket)
  const hosts = [remoteAddress, _host, told === undefined ? undefined : (told.host ?? 'localhost')]
  return {
    hosts: hosts.filter((host) => typeof host === 'string'),
    port: Number(remotePort ?? told?.port ?? 0) || 0,
  }
}
