import type { Connection } from './connection.ts'

const connections = new WeakMap<object, Connection>()

/** Remember that `socket` is TLS of this connection. */
export function rememberConnection(socket: object, connection: Connection): void {
  connections.set(socket, connection)
}

/** What is known of the connection that a socket of ours belongs to; undefined for any other socket. */
export function connectionOf(socket: object | null | undefined): Connection | undefined {
  return socket == null ? undefined : connections.get(socket)
}
