import type { TLSSocket } from 'node:tls'
import { isOwnSocket } from '../connection/handle-tap/own-socket.ts'
import type { RecordedCall } from '../evidence/call-recorder.ts'
import type { ClientKind } from '../tls/handshake.ts'
import { isMadeByAgent, libraryInStack } from './libraries.ts'
import { ObservedCall } from './observed-call.ts'
import { type ObservedConnection, ObservedConnections, type ProfileFor } from './observed-connections.ts'

const connecting = { method: 'connect', origin: 'tls:', path: '' }

export type CallListener = (call: RecordedCall) => void

/** What is going on in the clients of this process: which call goes over which connection, and for whom. */
export class Calls {
  readonly #byValue = new WeakMap<object, ObservedCall>()
  readonly #ofUndici = new WeakSet<object>()
  readonly connections: ObservedConnections
  /** Gets each call when it begins, in the asynchronous context of whoever makes it. */
  listener: CallListener | undefined
  /** Why sockets are not recorded, where they are not. */
  unrecordedBecause = 'it was made before the recording of clients began'

  constructor(profileFor: ProfileFor) {
    this.connections = new ObservedConnections(profileFor, (connection, socket) => {
      const library = isMadeByAgent(socket.constructor) ? undefined : libraryInStack()
      const call = new ObservedCall('tls', connecting, library === undefined ? undefined : { library })
      this.#goesOver(call, connection)
      this.listener?.(call)
    })
  }

  /** A call begins; `value`: what the client has for it. */
  begin(call: ObservedCall, value: object): ObservedCall {
    this.#byValue.set(value, call)
    this.listener?.(call)
    return call
  }

  /** The call goes over `socket`, which may be one without TLS. */
  over(call: ObservedCall, socket: unknown, kind: ClientKind = call.kind): void {
    const connection = this.#connectionOf(socket)
    if (connection === undefined) return
    call.kind = kind
    this.#goesOver(call, connection)
  }

  /** A value that leads to the call as well. */
  alias(value: unknown, call: ObservedCall): void {
    if (typeof value === 'object' && value !== null) this.#byValue.set(value, call)
  }

  failed(call: ObservedCall, error: unknown): void {
    const connection = this.connections.ofError(error)
    if (call.isVoid && connection !== undefined) {
      this.#goesOver(call, connection)
    }
    call.failed(error)
    this.alias(error, call)
  }

  /** A connection that undici has made: what goes over it, undici tells. */
  isOfUndici(socket: unknown): boolean {
    return typeof socket === 'object' && socket !== null && this.#ofUndici.has(socket)
  }

  madeByUndici(socket: unknown): void {
    if (typeof socket !== 'object' || socket === null) return
    this.#ofUndici.add(socket)
    this.connections.ofSocket(socket)?.madeBy('undici')
  }

  of(value: object): ObservedCall | undefined {
    return this.#byValue.get(value) ?? (this.connections.ofSocket(value) ?? this.connections.ofError(value))?.latest
  }

  #goesOver(call: ObservedCall, connection: ObservedConnection): void {
    const before = connection.latest
    if (before?.kind === 'tls' && before !== call) {
      before.superseded()
      call.madeBy(before.library)
    }
    connection.latest = call
    call.over(connection)
  }

  #connectionOf(socket: unknown): ObservedConnection | undefined {
    const connection = this.connections.ofSocket(socket)
    if (connection !== undefined) return connection
    if (!(socket as TLSSocket | undefined)?.encrypted || isOwnSocket(socket)) return undefined
    return this.connections.unrecorded(socket as TLSSocket, this.unrecordedBecause)
  }
}
