import type { TLSSocket } from 'node:tls'
import type { ConnectionProfile } from '../credentials/profile.ts'
import type { ConnectionAgent } from './agent.ts'
import type { Connection } from './connection.ts'
import { Http2Session } from './http2-session.ts'
import { Negotiation } from './negotiation.ts'
import type { Passage } from './passage.ts'
import type { Target } from './target.ts'

/** What a request goes over whose server may speak HTTP/2; `agent`: over a connection that is kept there. */
export type Carrier = { session: Http2Session; kept: boolean } | { socket: TLSSocket } | 'agent'

/** Where a request wants to go. */
export interface Destination {
  target: Target
  profile: ConnectionProfile
  connect?: Passage['connect']
}

/** Called with the connection that a request waits for; `giveUp` when it does so no more. */
type OnConnection = (connection: Connection | undefined, giveUp: () => void) => void

/** Connections that speak HTTP/2, one per host, port and profile. */
export class Http2Sessions {
  readonly #agent: ConnectionAgent
  readonly #kept = new Map<string, Http2Session>()
  readonly #all = new Set<Http2Session>()
  readonly #negotiations = new Map<string, Negotiation>()
  /** Where the server has chosen HTTP/1.1 last: requests at the same time need a connection each. */
  readonly #http1 = new Set<string>()

  constructor(agent: ConnectionAgent) {
    this.#agent = agent
  }

  /** A connection for one request: one that is there, or a new one. Rejects with the error of the connection. */
  async carrierFor(destination: Destination, onConnection: OnConnection): Promise<Carrier> {
    const { target, profile, connect } = destination
    const name = this.#agent.nameFor(profile, target)
    if (connect !== undefined) return this.#negotiate(name, destination, onConnection)
    const kept = this.#kept.get(name)
    if (kept?.isOpen) {
      onConnection(kept.connection, () => {})
      return { session: kept, kept: true }
    }
    if (this.#agent.hasFree(name)) return 'agent'
    const shared = this.#http1.has(name) ? undefined : this.#negotiations.get(name)
    if (shared === undefined) return this.#negotiate(name, destination, onConnection)
    onConnection(shared.connection, shared.join())
    await shared.socket
    return this.carrierFor(destination, onConnection)
  }

  /** There is a connection that a request would take. */
  hasOpen(name: string): boolean {
    return this.#kept.get(name)?.isOpen === true
  }

  /** Waits for the requests under way. */
  async close(): Promise<void> {
    await Promise.all([...this.#all].map((session) => session.close()))
  }

  destroy(): void {
    for (const session of this.#all) session.destroy()
  }

  async #negotiate(
    name: string,
    { target, profile, connect }: Destination,
    onConnection: OnConnection,
  ): Promise<Carrier> {
    const negotiation = new Negotiation(this.#agent, target, profile, connect !== 'fresh')
    if (connect === undefined) this.#negotiations.set(name, negotiation)
    onConnection(negotiation.connection, negotiation.join())
    try {
      const socket = await negotiation.socket
      if (socket.alpnProtocol !== 'h2') {
        this.#http1.add(name)
        return { socket }
      }
      this.#http1.delete(name)
      const session = this.#begin(name, target, socket, negotiation.connection)
      if (connect !== 'fresh') this.#kept.set(name, session)
      return { session, kept: false }
    } finally {
      if (this.#negotiations.get(name) === negotiation) this.#negotiations.delete(name)
    }
  }

  #begin(name: string, { host, port }: Target, socket: TLSSocket, connection: Connection): Http2Session {
    const session = new Http2Session(`https://${host.includes(':') ? `[${host}]` : host}:${port}`, socket, connection)
    this.#all.add(session)
    socket.once('close', () => {
      this.#all.delete(session)
      if (this.#kept.get(name) === session) this.#kept.delete(name)
    })
    return session
  }
}
