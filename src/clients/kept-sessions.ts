import { createHash } from 'node:crypto'
import type { TLSSocket } from 'node:tls'

/** More sessions than a suite's pools keep; the oldest are forgotten. */
const limit = 2000

/** What is known of TLS sessions by the connections that got them, whoever keeps them since. */
export class KeptSessions<Known> {
  readonly #known = new Map<string, Known>()
  readonly #watched = new WeakSet<object>()
  /** So many have come that one which is not known may have been. */
  hasForgotten = false

  /** Undefined for a session that was made before, and for what is none. */
  find(session: unknown): Known | undefined {
    return ArrayBuffer.isView(session) ? this.#known.get(keyOf(session as Uint8Array)) : undefined
  }

  /** Of the sessions that this connection gets, `known` is known. */
  watch(socket: TLSSocket, known: Known): void {
    this.#watchHandle(socket, known)
    // A further address of a host comes with a handle of its own.
    if (socket.connecting) socket.prependOnceListener('connect', () => this.#watchHandle(socket, known))
  }

  /** The same of the session that its caller asks the connection for. */
  watchAsked(socket: TLSSocket, known: Known): void {
    const { getSession } = socket
    const value = () => {
      const session = getSession.call(socket)
      if (session !== undefined) this.#keep(session, known)
      return session
    }
    Object.defineProperty(socket, 'getSession', { value, configurable: true, writable: true })
  }

  #watchHandle(socket: TLSSocket, known: Known): void {
    const { _handle: handle } = socket as unknown as {
      _handle?: { onnewsession?: (...args: unknown[]) => unknown } | null
    }
    const onnewsession = handle?.onnewsession
    if (handle == null || onnewsession === undefined || this.#watched.has(handle)) return
    this.#watched.add(handle)
    // A listener for `session` would have Node ask for sessions that nobody wants.
    handle.onnewsession = (...args) => {
      const session = args.find((argument) => ArrayBuffer.isView(argument) && argument.byteLength > 32)
      if (session !== undefined) this.#keep(session as Uint8Array, known)
      return onnewsession.apply(handle, args)
    }
  }

  #keep(session: Uint8Array, known: Known): void {
    if (this.#known.size >= limit) {
      this.#known.delete(this.#known.keys().next().value as string)
      this.hasForgotten = true
    }
    this.#known.set(keyOf(session), known)
  }
}

/** A session holds a secret, of which nothing is kept here. */
function keyOf(session: Uint8Array): string {
  return createHash('sha256').update(sessionIn(session)).digest('base64')
}

/** OpenSSL's part, a SEQUENCE of DER up to the end: Node 22 and later put the host before it. */
function sessionIn(bytes: Uint8Array): Uint8Array {
  for (let start = 0; start < bytes.length - 1; start++) {
    const length = bytes[start + 1] as number
    const octets = length > 0x80 ? length - 0x80 : 0
    if (bytes[start] !== 0x30 || octets > 4) continue
    const content = Buffer.from(bytes.buffer, bytes.byteOffset + start + 2, bytes.length - start - 2)
    if (octets > content.length) continue
    if ((octets === 0 ? length : content.readUIntBE(0, octets)) + octets === content.length)
      return bytes.subarray(start)
  }
  return bytes
}
