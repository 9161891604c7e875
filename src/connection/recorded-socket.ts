import type { Socket } from 'node:net'
import type { ConnectionOptions, TLSSocket } from 'node:tls'
import type { Connection } from './connection.ts'
import { makeOwnSocket } from './handle-tap/own-socket.ts'
import { missingInternals, recordSocket } from './handle-tap/record-socket.ts'
import { socketOverTap } from './socket-over-tap.ts'

const { connect } = process.getBuiltinModule('node:tls')

/** A TLS socket to the connection's target, over `tunnel` where that is given: each byte that passes is recorded in `connection`. */
export function recordedSocket(connection: Connection, options: ConnectionOptions, tunnel?: Socket): TLSSocket {
  if (missingInternals().length > 0) return socketOverTap(connection, options, tunnel)
  const sink = { recorder: connection.recorder, received: () => connection.received(), readsAfterFailedWrite: true }
  return recordSocket(() => socketTo(connection, options, tunnel), sink)
}

/** The same, of which no byte is recorded. */
export function plainSocket(connection: Connection, options: ConnectionOptions, tunnel?: Socket): TLSSocket {
  return makeOwnSocket(() => socketTo(connection, options, tunnel))
}

function socketTo(connection: Connection, options: ConnectionOptions, tunnel: Socket | undefined): TLSSocket {
  const socket = connect({ ...options, ...(tunnel && { socket: tunnel }) })
  if (tunnel !== undefined) return socket
  socket.once('connect', () => connection.tcpConnected(socket.remoteAddress))
  socket.setNoDelay(true)
  socket.setKeepAlive(true, 60_000)
  return socket
}
