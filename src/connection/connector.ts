import { isIP, type Socket } from 'node:net'
import type { ConnectionOptions, TLSSocket } from 'node:tls'
import type { ConnectionProfile } from '../credentials/profile.ts'
import { checkIdentity } from '../verification/server-identity.ts'
import { Connection } from './connection.ts'
import { rememberConnection } from './connection-of.ts'
import type { KeyLogFile } from './key-log-file.ts'
import { plainSocket, recordedSocket } from './recorded-socket.ts'
import type { Sessions } from './sessions.ts'
import { type QuietServers, settle } from './settle.ts'
import type { Target } from './target.ts'
import { openTunnel } from './tunnel.ts'
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

/** What to offer in the ALPN extension (RFC 7301), the most wanted first. */
export type Protocols = readonly ('h2' | 'http/1.1')[]

/** Label of the key log's line for a TLS 1.2 master secret. */
const masterSecret = Buffer.from('CLIENT_RANDOM ')

type Connected = (error: Error | null, socket: TLSSocket | null) => void

/**
 * Opens a TLS connection. `connected` is called once: with the socket when the server has accepted the handshake (see `settle`),
 * or with the error. The returned connection can be asked at any time.
 */
export function openConnection(
  target: Target,
  profile: ConnectionProfile,
  memory: ConnectionMemory,
  connected: Connected,
  protocols: Protocols = profile.http2 ? ['h2', 'http/1.1'] : ['http/1.1'],
): Connection {
  const connection = new Connection(target, profile)
  if (!memory.records) connection.recorder.leaveOut('handshakes are not recorded: capture.handshakes is false')
  const once = onlyOnce(connected)
  if (profile.proxy === undefined) {
    secure(connection, memory, protocols, once)
  } else {
    const giveUp = openTunnel(profile.proxy, profile.proxySecureContext, target, (error, tunnel) => {
      if (tunnel !== null) return secure(connection, memory, protocols, once, tunnel)
      connection.failed(error ?? new Error('The proxy gave no answer'))
      once(error, null)
    })
    connection.onAbandon(giveUp)
  }
  return connection
}

/** TLS to the target, or over the tunnel to it. */
function secure(
  connection: Connection,
  memory: ConnectionMemory,
  protocols: Protocols,
  connected: Connected,
  tunnel?: Socket,
): void {
  const { profile } = connection
  const session = memory.sessions?.find(connection)
  connection.resumedFrom = session?.origin
  if (tunnel !== undefined) connection.tcpConnected(tunnel.remoteAddress)
  const options = { ...tlsOptions(connection, protocols), ...(session && { session: session.ticket }) }
  const socket = (memory.records ? recordedSocket : plainSocket)(connection, options, tunnel)
  rememberConnection(socket, connection)
  observe(connection, socket, memory)

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
    const done = () => {
      socket.off('error', fail)
      socket.off('close', closed)
      connected(null, socket)
    }
    if (memory.records && socket.getProtocol() === 'TLSv1.3') settle(connection, memory.quiet, done)
    else done()
  })
}

/** Notes what the socket tells, beside its bytes. */
function observe(connection: Connection, socket: TLSSocket, memory: ConnectionMemory): void {
  socket.on('session', (ticket: Buffer) => memory.sessions?.keep(connection, ticket))
  socket.on('keylog', (line: Buffer) => {
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
}

function tlsOptions(
  { target, profile }: Connection,
  protocols: Protocols,
): ConnectionOptions & { requestOCSP: boolean } {
  const name = profile.servername ?? (isAddress(target.host) ? undefined : target.host.replace(/\.$/, ''))
  return {
    host: target.host,
    port: target.port,
    ...(name === undefined ? {} : { servername: name }),
    secureContext: profile.secureContext,
    rejectUnauthorized: profile.verify,
    checkServerIdentity: checkIdentity,
    requestOCSP: profile.requestOCSP,
    ALPNProtocols: [...protocols],
  }
}

/** Node makes its expressions for addresses at their first use, which takes milliseconds: names are told apart without them. */
function isAddress(host: string): boolean {
  return (host.includes(':') || /^[\d.]+$/.test(host)) && isIP(host) !== 0
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
