import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { ConnectionProfile } from '../credentials/profile.ts'
import type { Connection } from './connection.ts'

/** How one request passes through the agent: an option of `http.request` under the symbol `passage`. */
export interface Passage {
  /** undefined: over http. */
  profile: ConnectionProfile | undefined
  /** `new`: not over a connection that is there already; `fresh`: neither with a session of one. */
  connect?: 'new' | 'fresh'
  /** A connection that was opened for this request before its protocol was known. */
  socket?: TLSSocket
  /** Called with the connection that is being opened for the request; or with a kept one that it takes, and the socket of that. */
  onConnection?(connection: Connection | undefined, kept?: Socket): void
}

export const passage = Symbol('passage')
