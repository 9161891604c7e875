import type { Socket } from 'node:net'
import { isIP } from 'node:net'
import { setImmediate } from 'node:timers'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { ConnectionProfile } from '../credentials/profile.ts'
import { checkIdentity } from '../verification/server-identity.ts'
import { Connection, type Target } from './connection.ts'
import type { KeyLogFile } from './key-log-file.ts'
import type { Sessions } from './sessions.ts'
import { type QuietServers, settle } from './settle.ts'
import { forwardSocketProperties, Tap } from './tap.ts'
import { connectTcp } from './tcp.ts'
import { openTunnel, type Tunnel } from './tunnel.ts'
import { chainVerdictOf, isVerificationFailure, verdictOf } from './verdict.ts'

/** What connections leave for later ones. */
export interface ConnectionMemory {
  quiet: QuietServers
  /** Present: sessions are resumed. */
  sessions?: Sessions | undefined
  /** Without it TLS runs over the socket itself, and nothing is known of the handshake. */
  records: boolean
  /** Where the secrets of connections are added for other programs. */
  keyLogFile?: KeyLogFile | undefined
}

/** Label of the key log's line for a TLS 1.2 master secret. */
const masterSecret = Buffer.from('CLIENT_RANDOM ')

type Connected = (error: Error | null, socket: TLSSocket | null) => void

/**
 * Opens a TLS connection through a tap. `connected` is called once: with the socket when the server has accepted the
 * handshake (see `settle`), or with the error. The returned connection can be asked at any time.
 */
export function openConnection(
  target: Target,
  profile: ConnectionProfile,
  memory: ConnectionMemory,
  connected: Connected,
): Connection {
  const connection = new Connection(target, profile)
  if (!memory.records) connection.recorder.leaveOut('handshakes are not recorded: capture.handshakes is false')
  const once = onlyOnce(connected)
  if (profile.proxy === undefined) {
    const raw: Socket = connectTcp(target, memory.records ? (bytes) => receive(bytes) : undefined)
    raw.once('connect', () => connection.tcpConnected(raw.remoteAddress))
    const receive = secure(connection, raw, memory, once)
  } else {
    const giveUp = openTunnel(profile.proxy, profile.proxySecureContext, target, (error, tunnel) => {
      if (tunnel !== null) return secureTunnel(connection, tunnel, memory, once)
      connection.failed(error ?? new Error('The proxy gave no answer'))
      once(error, null)
    })
    connection.onAbandon(giveUp)
  }
  return connection
}

function secureTunnel(
  connection: Connection,
  { socket, head }: Tunnel,
  memory: ConnectionMemory,
  once: Connected,
): void {
  connection.tcpConnected(socket.remoteAddress)
  if (!memory.records && head.length > 0) socket.unshift(head)
  const receive = secure(connection, socket, memory, once)
  if (!memory.records) return
  socket.on('data', (bytes: Buffer) => {
    if (!receive(bytes)) socket.pause()
  })
  if (head.length > 0) receive(head)
}

/** TLS over `raw`. Returns what takes the bytes that arrive on it when they are recorded; false: pause. */
function secure(connection: Connection, raw: Socket, memory: ConnectionMemory, connected: Connected) {
  const { target, profile, recorder } = connection
  const tap = memory.records ? new Tap(raw, recorder) : undefined
  const session = memory.sessions?.find(connection)
  connection.resumedFrom = session?.origin
  const socket = connectTls({
    socket: tap ?? raw,
    ...tlsOptions(target, profile),
    ...(session && { session: session.ticket }),
  })
  socket.on('session', (ticket: Buffer) => memory.sessions?.keep(connection, ticket))
  if (tap !== undefined) forwardSocketProperties(socket, raw)
  socket.on('keylog', (line: Buffer) => {
    recorder.keyLog(line)
    memory.keyLogFile?.add(line)
    // TLS 1.2 alone: the secret is made after the server's certificate was judged, before the server can refuse ours.
    if (line.subarray(0, masterSecret.length).equals(masterSecret)) connection.chainJudged(chainVerdictOf(socket))
  })
  // Node's declarations know the event of servers alone.
  socket.on('OCSPResponse' as 'data', (response: Buffer | null) => {
    if (response !== null && response.length > 0) connection.stapled(response)
  })
  socket.on('error', (error: NodeJS.ErrnoException) => {
    // undici ends a connection that it has no more use for with an error of its own.
    if (!error.code?.startsWith('UND_ERR')) connection.failed(error)
  })
  socket.once('close', () => connection.ended())
  connection.onAbandon(() => socket.destroy())

  const fail = (error: Error) => {
    connection.failed(error)
    if (isVerificationFailure(socket, error)) connection.judged(verdictOf(socket, error))
    socket.destroy()
    connected(error, null)
  }
  socket.once('error', fail)
  const closed = () => fail(new ClosedEarly())
  socket.once('close', closed)
  socket.once('secureConnect', () => {
    connection.judged(verdictOf(socket))
    if (profile.verify && connection.isRevoked) {
      fail(new CertificateRevoked())
      return
    }
    connection.secured()
    // The client's last flight is written after this event.
    setImmediate(() => recorder.handshakeDone())
    const done = () => {
      socket.off('error', fail)
      socket.off('close', closed)
      connected(null, socket)
    }
    if (memory.records && socket.getProtocol() === 'TLSv1.3') settle(connection, memory.quiet, done)
    else done()
  })
  return (bytes: Uint8Array) => {
    const more = tap?.receive(bytes) ?? true
    connection.received()
    return more
  }
}

function tlsOptions(target: Target, profile: ConnectionProfile) {
  const name = profile.servername ?? (isIP(target.host) === 0 ? target.host.replace(/\.$/, '') : undefined)
  return {
    host: profile.servername ?? target.host,
    port: target.port,
    ...(name === undefined ? {} : { servername: name }),
    secureContext: profile.secureContext,
    rejectUnauthorized: profile.verify,
    checkServerIdentity: checkIdentity,
    requestOCSP: true,
    ALPNProtocols: profile.http2 ? ['h2', 'http/1.1'] : ['http/1.1'],
  }
}

/** The peer closed the connection without a word before there was an answer. */
class ClosedEarly extends Error {
  readonly code = 'ECONNRESET'
  constructor() {
    super('The peer closed the connection without an alert')
  }
}

/** Node does not look at what the server's OCSP response says; the code and the words are OpenSSL's. */
class CertificateRevoked extends Error {
  readonly code = 'CERT_REVOKED'
  constructor() {
    super('certificate revoked')
  }
}

function onlyOnce(connected: Connected): Connected {
  let called = false
  return (error, socket) => {
    if (called) return
    called = true
    connected(error, socket)
  }
}
