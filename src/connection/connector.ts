import { isIP } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { ConnectionProfile } from '../credentials/profile.ts'
import { Connection, type Target, type Verdict } from './connection.ts'
import { type QuietServers, settle } from './settle.ts'
import { forwardSocketProperties, Tap } from './tap.ts'
import { connectTcp } from './tcp.ts'

type Connected = (error: Error | null, socket: TLSSocket | null) => void

/**
 * Opens a TLS connection through a tap. `connected` is called once: with the socket when the server has accepted the
 * handshake (see `settle`), or with the error. The returned connection can be asked at any time.
 */
export function openConnection(
  target: Target,
  profile: ConnectionProfile,
  quiet: QuietServers,
  connected: Connected,
): Connection {
  const connection = new Connection(target, profile)
  const raw = connectTcp(target, (bytes) => {
    const more = tap.receive(bytes)
    connection.received()
    return more
  })
  const tap = new Tap(raw, connection.recorder)
  raw.once('connect', () => connection.tcpConnected(raw.remoteAddress))

  const socket = connectTls({ socket: tap, ...tlsOptions(target, profile) })
  forwardSocketProperties(socket, raw)
  socket.on('keylog', (line: Buffer) => connection.recorder.keyLog(line))
  socket.on('error', (error) => connection.failed(error))
  socket.once('close', () => connection.ended())
  connection.onAbandon(() => socket.destroy())

  const once = onlyOnce(connected)
  const fail = (error: Error) => {
    connection.failed(error)
    if (isVerificationFailure(socket, error)) connection.judged(verdictOf(socket, error))
    socket.destroy()
    once(error, null)
  }
  socket.once('error', fail)
  socket.once('close', () => fail(new ClosedEarly()))
  socket.once('secureConnect', () => {
    connection.secured(verdictOf(socket))
    // The client's last flight is written after this event.
    setImmediate(() => connection.recorder.handshakeDone())
    const done = () => {
      socket.off('error', fail)
      once(null, socket)
    }
    if (socket.getProtocol() === 'TLSv1.3') settle(connection, quiet, done)
    else done()
  })
  return connection
}

function tlsOptions(target: Target, profile: ConnectionProfile) {
  const name = profile.servername ?? (isIP(target.host) === 0 ? target.host.replace(/\.$/, '') : undefined)
  return {
    host: profile.servername ?? target.host,
    port: target.port,
    ...(name === undefined ? {} : { servername: name }),
    secureContext: profile.secureContext,
    rejectUnauthorized: profile.verify,
    ALPNProtocols: profile.http2 ? ['h2', 'http/1.1'] : ['http/1.1'],
  }
}

/** The peer closed the connection without a word before the handshake was done. */
class ClosedEarly extends Error {
  readonly code = 'ECONNRESET'
  constructor() {
    super('The peer closed the connection before the TLS handshake was done')
  }
}

/** Node keeps the message of a certificate problem to itself when verification is off. */
interface VerifyingHandle {
  verifyError?: () => NodeJS.ErrnoException | null | undefined
}

function verdictOf(socket: TLSSocket, thrown?: NodeJS.ErrnoException): Verdict {
  if (socket.authorized) return { trusted: true }
  const handle = (socket as unknown as { _handle?: VerifyingHandle | null })._handle
  const error = thrown ?? handle?.verifyError?.() ?? undefined
  const code = error?.code ?? authorizationCode(socket)
  return { trusted: false, error: { ...(code === undefined ? {} : { code }), message: error?.message ?? code ?? '' } }
}

function authorizationCode(socket: TLSSocket): string | undefined {
  // A string in practice; the declared type is Error.
  const reason: unknown = socket.authorizationError
  return reason == null ? undefined : String(reason)
}

function isVerificationFailure(socket: TLSSocket, error: NodeJS.ErrnoException): boolean {
  const code = authorizationCode(socket)
  return code !== undefined && (code === error.code || code === error.message)
}

function onlyOnce(connected: Connected): Connected {
  let called = false
  return (error, socket) => {
    if (called) return
    called = true
    connected(error, socket)
  }
}
