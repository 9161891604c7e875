import type { Socket } from 'node:net'
import { setImmediate } from 'node:timers'
import type { ConnectionOptions, TLSSocket } from 'node:tls'
import type { Connection } from './connection.ts'
import { makeOwnSocket } from './handle-tap/own-socket.ts'
import { forwardSocketProperties, Tap } from './tap.ts'
import { connectTcp } from './tcp.ts'

const { connect } = process.getBuiltinModule('node:tls')

/**
 * TLS over a stream that records what passes: where a Node to come has not the internals that `handle-tap` is made of. It costs
 * time, and such a socket is not in all things as Node's own.
 */
export function socketOverTap(connection: Connection, options: ConnectionOptions, tunnel?: Socket): TLSSocket {
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
  const socket = makeOwnSocket(() => connect({ ...options, socket: tap }))
  forwardSocketProperties(socket, raw)
  if (tunnel === undefined) raw.once('connect', () => connection.tcpConnected(raw.remoteAddress))
  // The client's last flight is written after this event.
  socket.once('secureConnect', () => setImmediate(() => recorder.handshakeDone()))
  socket.on('keylog', (line: Buffer) => recorder.keyLog(line))
  refuseWritesAfterShutdown(socket)
  return socket
}

/** What Node puts between a stream and TLS; none of it is documented. */
interface StreamWrap {
  doWrite?(request: unknown, buffers: unknown): number
  doShutdown?(request: unknown): number
}

/** Negative errno of EPIPE on every system that has it; TLS only asks whether it is negative. */
const EPIPE = -32

/** It asserts that TLS writes nothing once it has asked for the end, and TLS does: an alert, an answer to a KeyUpdate. */
function refuseWritesAfterShutdown(socket: TLSSocket): void {
  const handle = (socket as unknown as { _handle?: { _parentWrap?: StreamWrap } })._handle
  const wrap = handle?._parentWrap
  const { doWrite, doShutdown } = wrap ?? {}
  if (wrap === undefined || doWrite === undefined || doShutdown === undefined) return
  let ending = false
  wrap.doShutdown = (request) => {
    ending = true
    return doShutdown.call(wrap, request)
  }
  wrap.doWrite = (request, buffers) => (ending ? EPIPE : doWrite.call(wrap, request, buffers))
}
