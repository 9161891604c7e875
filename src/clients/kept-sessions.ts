import type { TLSSocket } from 'node:tls'

/** More sessions than a suite's pools keep; the oldest are forgotten. */
const limit = 2000

/** What is known of TLS sessions by the connections that got them, whoever keeps them since. */
export class KeptSessions<Known> {
  readonly #known = new Map<string, Known>()
  readonly #watched = new WeakSet<object>()

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
    if (this.#known.size >= limit) this.#known.delete(this.#known.keys().next().value as string)
    this.#known.set(keyOf(session), known)
  }
}

/** The end of a session holds its ticket, which no other has. */
function keyOf(session: Uint8Array): string {
  return `${session.length} ${Buffer.from(session.subarray(-256)).toString('latin1')}`
}
