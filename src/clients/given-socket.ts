import type { Socket } from 'node:net'

/** Where sockets were told to connect to, until they have a peer to ask for. */
const destinations = new WeakMap<object, { host?: unknown; port?: unknown }>()

/**
 * Remembers where sockets without TLS are going to be connected to. What Node tells by a channel comes after it has taken the address, from
 * Node 22 on. Returns how to stop.
 */
export function watchDestinations(): () => void {
  const { prototype } = process.getBuiltinModule('node:net').Socket
  const before = Object.getOwnPropertyDescriptor(prototype, 'connect') as PropertyDescriptor
  const { connect: original } = prototype
  let stopped = false
  const replacement = function connect(this: Socket, ...args: unknown[]): Socket {
    if (!stopped && !('encrypted' in this)) destinations.set(this, destinationIn(args))
    return original.apply(this, args as never)
  }
  Object.defineProperty(prototype, 'connect', { ...before, value: replacement })
  return () => {
    stopped = true
    // Where somebody else has replaced it since, this one stays underneath and does nothing.
    if (prototype.connect === (replacement as unknown)) Object.defineProperty(prototype, 'connect', before)
  }
}

/** Node hands itself a list: the options, and a callback. */
function destinationIn(args: unknown[]): { host?: unknown; port?: unknown } {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args
  if (typeof first === 'object' && first !== null) return first
  return { port: first, ...(typeof second === 'string' && { host: second }) }
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
