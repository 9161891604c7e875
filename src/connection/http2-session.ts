import type { ClientHttp2Session, ClientHttp2Stream, OutgoingHttpHeaders } from 'node:http2'
import { clearTimeout, setTimeout } from 'node:timers'
import type { TLSSocket } from 'node:tls'
import type { Connection } from './connection.ts'
import { USUAL_IDLE_TIME } from './idle-time.ts'

/** Bytes that the server may send before it is told that some have been read: Node's own 64 KiB make a long body wait. */
const streamWindow = 1024 * 1024
const connectionWindow = 8 * 1024 * 1024

/** How long a server has to hang up after GOAWAY, when no request is under way. Milliseconds. */
const CLOSING_TIME = 250

/** A connection that speaks HTTP/2, for any number of requests at a time. */
export class Http2Session {
  readonly #session: ClientHttp2Session
  readonly #socket: TLSSocket
  #streams = 0
  #lastStreamId = Number.POSITIVE_INFINITY

  constructor(
    authority: string,
    socket: TLSSocket,
    readonly connection: Connection | undefined,
  ) {
    // Loaded when it is spoken: it takes as long as the rest of what a request needs.
    const http2 = process.getBuiltinModule('node:http2')
    const settings = { enablePush: false, initialWindowSize: streamWindow }
    const session = http2.connect(authority, { createConnection: () => socket, settings })
    this.#session = session
    this.#socket = socket
    session.once('connect', () => session.setLocalWindowSize(connectionWindow))
    session.on('goaway', (code, lastStreamId) => this.#leave(code, lastStreamId))
    // Each of its streams reports it.
    session.on('error', () => {})
    session.setTimeout(USUAL_IDLE_TIME, () => this.#streams > 0 || session.close())
  }

  /** New requests may be sent. */
  get isOpen(): boolean {
    return !this.#session.closed && !this.#session.destroyed
  }

  /** Throws when it is not open any more. */
  request(headers: OutgoingHttpHeaders, endStream: boolean): ClientHttp2Stream {
    const stream = this.#session.request(headers, { endStream })
    if (this.#streams++ === 0) this.#session.ref()
    stream.once('close', () => {
      // Idle connections do not keep the process alive.
      if (--this.#streams > 0) return
      if (!this.#session.destroyed) this.#session.unref()
      if (this.#session.closed) this.#hangUpSoon()
    })
    return stream
  }

  /** The server has said that it did not look at this stream, and will not (RFC 9113 6.8, 8.7). */
  neverSaw(stream: ClientHttp2Stream): boolean {
    const { NGHTTP2_REFUSED_STREAM } = process.getBuiltinModule('node:http2').constants
    return stream.rstCode === NGHTTP2_REFUSED_STREAM || (stream.id !== undefined && stream.id > this.#lastStreamId)
  }

  /** No new requests; ends with the last of those under way. */
  close(): Promise<void> {
    const session = this.#session
    return new Promise((resolve) => {
      if (session.destroyed) return resolve()
      // Node calls the callback of the first `close` alone.
      session.once('close', () => resolve())
      session.close()
      if (this.#streams === 0) this.#hangUpSoon()
    })
  }

  /** Some servers, HAProxy for one, hang up only when their own time is over. Whoever waits for the end must not lose his process meanwhile. */
  #hangUpSoon(): void {
    // A session that Node calls destroyed has an end of its own to wait for: that of its socket.
    const timer = setTimeout(() => this.#socket.destroy(), CLOSING_TIME)
    this.#session.once('close', () => clearTimeout(timer))
  }

  destroy(): void {
    this.#session.destroy()
  }

  /** GOAWAY (RFC 9113 6.8): the streams up to the last one go on. */
  #leave(code: number, lastStreamId: number): void {
    this.#lastStreamId = lastStreamId
    if (code === 0) return
    // Node ends the session at once where the code is another; what it calls after this event is made a close.
    const session = this.#session
    session.destroy = () => {
      Reflect.deleteProperty(session, 'destroy')
      session.close()
    }
  }
}
