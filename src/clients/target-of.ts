import type { Socket } from 'node:net'
import type { Target } from '../connection/target.ts'
import { destinationOf } from './given-socket.ts'
import type { SocketOptions } from './socket-options.ts'
import { tunnelTarget } from './tunnels.ts'

/** Where a connection goes, as its maker names it; port 0: that is not known. `path`: a socket of the file system. */
export function targetOf({ host, port, servername, socket, path }: SocketOptions): Target {
  const tunnel = tunnelTarget(socket)
  if (tunnel !== undefined) return tunnel
  const below = (socket ?? {}) as Partial<Socket> & { _host?: string | null }
  const names = [host, servername, below._host, below.remoteAddress, path]
  const name = names.find((value): value is string => typeof value === 'string' && value !== '')
  // Of a socket that is given Node does not look at the port.
  const told = destinationOf(socket)?.port ?? port ?? below.remotePort
  // Node connects to localhost where nothing is said.
  return { host: name?.replace(/^\[|\]$/g, '') ?? 'localhost', port: Number(told ?? 0) || 0 }
}
