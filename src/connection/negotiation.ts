import type { TLSSocket } from 'node:tls'
import type { ConnectionProfile } from '../credentials/profile.ts'
import type { ConnectionAgent } from './agent.ts'
import type { Connection } from './connection.ts'
import type { Target } from './target.ts'

/** A connection whose server chooses the protocol (RFC 7301); several requests may wait for it. */
export class Negotiation {
  readonly connection: Connection
  /** Rejects with the error of the connection. */
  readonly socket: Promise<TLSSocket>
  #waiting = 0

  constructor(agent: ConnectionAgent, target: Target, profile: ConnectionProfile, kept: boolean) {
    let settle!: (error: Error | null, socket?: unknown) => void
    this.socket = new Promise((resolve, reject) => {
      settle = (error, socket) => (error === null ? resolve(socket as TLSSocket) : reject(error))
    })
    this.connection = agent.open(target, profile, ['h2', 'http/1.1'], kept, settle)
  }

  /** One more request waits. Returns how it gives up: the connection is abandoned when nobody waits any more. */
  join(): () => void {
    this.#waiting++
    return () => {
      if (--this.#waiting === 0) this.connection.abandon()
    }
  }
}
