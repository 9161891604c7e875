import type { Socket } from 'node:net'
import { setImmediate } from 'node:timers'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import type { Connection } from './connection.ts'
import { forwardSocketProperties, Tap } from './tap.ts'
import { connectTcp } from './tcp.ts'

/** A TLS socket to the connection's target, over `tunnel` where that is given: each byte that passes is recorded in `connection`. */
export function recordedSocket(connection: Connection, options: ConnectionOptions, tunnel?: Socket): TLSSocket {
  const { recorder, target } = connection
  const raw: Socket = tunnel ?? connectTcp(target, (bytes) => receive(bytes))
  const tap = new Tap(raw, recorder)
  const receive = (bytes: Uint8Array): boolean => {
    const more = tap.receive(bytes)
    connection.received()
    return more
  }
  tunnel?.on('data', (bytes: Buffer) => {
    if (!receive(bytes)) tunnel.pause()
  })
  const socket = connect({ ...options, socket: tap })
  forwardSocketProperties(socket, raw)
  if (tunnel === undefined) raw.once('connect', () => connection.tcpConnected(raw.remoteAddress))
  // The client's last flight is written after this event.
  socket.once('secureConnect', () => setImmediate(() => recorder.handshakeDone()))
  socket.on('keylog', (line: Buffer) => recorder.keyLog(line))
  return socket
}
