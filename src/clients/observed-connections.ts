import { errorMonitor } from 'node:events'
import type { TLSSocket } from 'node:tls'
import { Connection } from '../connection/connection.ts'
import type { TapSink } from '../connection/handle-tap/tap-sink.ts'
import type { Target } from '../connection/target.ts'
import { isVerificationFailure, verdictOf } from '../connection/verdict.ts'
import type { ConnectionProfile } from '../credentials/profile.ts'
import { type CallersProfile, callersProfile } from './callers-profile.ts'
import { KeptSessions } from './kept-sessions.ts'
import type { ObservedCall } from './observed-call.ts'
import { socketOptions } from './socket-options.ts'
import { targetOf } from './target-of.ts'

/** Of a socket that was equipped: what the config has decided in the place of its caller. */
export type ProfileFor = (socket: TLSSocket) => Partial<CallersProfile> | undefined

/** A connection that another client has made. */
export class ObservedConnection extends Connection {
  /** The latest call over it: until a request is seen, that of being connected. */
  latest: ObservedCall | undefined
}

/** The TLS connections of other clients, by their sockets, and by the errors that the sockets had. */
export class ObservedConnections {
  readonly #bySocket = new WeakMap<object, ObservedConnection>()
  /** From which connections sessions come: `resumed` is common among clients that keep an agent. */
  readonly #sessions = new KeptSessions<ObservedConnection>()
  readonly #byError = new WeakMap<object, ObservedConnection>()
  readonly #profileFor: ProfileFor
  /** Called when a socket is made that offers HTTP/2. */
  onHttp2: (() => void) | undefined
  readonly #begun: (connection: ObservedConnection, socket: TLSSocket) => void

  /** `begun` is called in the constructor of the socket, in the asynchronous context of its maker. */
  constructor(profileFor: ProfileFor, begun: (connection: ObservedConnection, socket: TLSSocket) => void) {
    this.#profileFor = profileFor
    this.#begun = begun
  }

  /** A socket is being made. */
  begin(socket: TLSSocket): TapSink {
    const connection = this.#connectionOf(socket)
    const { ALPNProtocols } = (socket as unknown as { _tlsOptions: { ALPNProtocols?: unknown } })._tlsOptions
    if (this.onHttp2 !== undefined && String(ALPNProtocols ?? '').includes('h2')) this.onHttp2()
    this.#begun(connection, socket)
    return { recorder: connection.recorder }
  }

  ofSocket(socket: unknown): ObservedConnection | undefined {
    return isObject(socket) ? this.#bySocket.get(socket) : undefined
  }

  ofError(error: unknown): ObservedConnection | undefined {
    return isObject(error) ? this.#byError.get(error) : undefined
  }

  /** A TLS socket that was made when nothing was recorded: `unknown`, not absent. */
  unrecorded(socket: TLSSocket, reason: string): ObservedConnection {
    const connection = this.ofSocket(socket) ?? this.#connectionOf(socket)
    connection.recorder.leaveOut(reason)
    if (!socket.connecting) connection.tcpConnected(socket.remoteAddress)
    return connection
  }

  #connectionOf(socket: TLSSocket): ObservedConnection {
    const late = new LateFacts(socket, this.#profileFor)
    const connection = new ObservedConnection(late.target, late.profile)
    connection.madeBy('tls')
    this.#bySocket.set(socket, connection)
    // Its options are there when its maker's call is over, and nothing can have happened to it by then.
    queueMicrotask(() => {
      const { session } = late.take()
      const origin = this.#sessions.find(session)
      connection.resumedFrom = origin?.resumedFrom ?? origin
      this.#watch(socket, connection)
    })
    return connection
  }

  #watch(socket: TLSSocket, connection: ObservedConnection): void {
    const connected = () => {
      // Sessions come later, and over the handle of the address that has answered.
      this.#sessions.watch(socket, connection)
      if (!connection.reached) connection.tcpConnected(socket.remoteAddress)
    }
    if (socket.connecting) socket.prependOnceListener('connect', connected)
    else connected()
    socket.prependOnceListener('secureConnect', () => {
      connection.judged(verdictOf(socket))
      connection.secured()
    })
    // Not `error`: who listens to that keeps Node from throwing.
    socket.on(errorMonitor as unknown as 'error', (error: NodeJS.ErrnoException) => {
      if (isObject(error)) this.#byError.set(error, connection)
      if (isVerificationFailure(socket, error)) connection.judged(verdictOf(socket, error))
      connection.failed(error)
    })
    socket.prependOnceListener('close', () => connection.ended())
  }
}

interface TakenFacts {
  target: Target
  profile: CallersProfile
  /** The one that the caller offers to resume. */
  session: unknown
}

/** What the options of a socket say; they are complete only when `tls.connect` has returned. The socket itself is not held on to. */
class LateFacts {
  #socket: TLSSocket | undefined
  #known: TakenFacts | undefined
  readonly #profileFor: ProfileFor
  readonly target: Target = new LateTarget(this)
  readonly profile: ConnectionProfile = new LateProfile(this) as unknown as ConnectionProfile

  constructor(socket: TLSSocket, profileFor: ProfileFor) {
    this.#socket = socket
    this.#profileFor = profileFor
  }

  take(): TakenFacts {
    this.#known ??= this.#read(this.#socket as TLSSocket)
    this.#socket = undefined
    return this.#known
  }

  #read(socket: TLSSocket): TakenFacts {
    const options = socketOptions(socket)
    const target = targetOf(options)
    const { secureContext } = (socket as unknown as { _tlsOptions?: { secureContext?: unknown } })._tlsOptions ?? {}
    const url = `https://${target.host.includes(':') ? `[${target.host}]` : target.host}:${target.port}/`
    const callers = callersProfile(options, secureContext, url)
    const decided = this.#profileFor(socket)
    return {
      target,
      session: options.session,
      profile:
        decided === undefined ? callers : Object.defineProperties(callers, Object.getOwnPropertyDescriptors(decided)),
    }
  }
}

class LateTarget implements Target {
  readonly #facts: LateFacts

  constructor(facts: LateFacts) {
    this.#facts = facts
  }

  get host(): string {
    return this.#facts.take().target.host
  }

  get port(): number {
    return this.#facts.take().target.port
  }
}

class LateProfile {
  readonly #facts: LateFacts

  constructor(facts: LateFacts) {
    this.#facts = facts
  }

  get verify() {
    return this.#facts.take().profile.verify
  }

  get servername() {
    return this.#facts.take().profile.servername
  }

  get ciphers() {
    return this.#facts.take().profile.ciphers
  }

  get clientCertificate() {
    return this.#facts.take().profile.clientCertificate
  }

  get trustAnchors() {
    return this.#facts.take().profile.trustAnchors
  }

  get explain() {
    return this.#facts.take().profile.explain
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
