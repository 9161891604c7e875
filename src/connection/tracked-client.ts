import type { Dispatcher, Client as UndiciClient } from 'undici'
import type { ConnectionProfile } from '../credentials/profile.ts'
import type { Connection } from './connection.ts'
import { type ConnectionMemory, openConnection } from './connector.ts'
import { Client } from './undici.ts'

/** What a dispatch may carry to learn over which client, and so over which connection, its request goes. */
export interface TrackedDispatchOptions extends Dispatcher.DispatchOptions {
  /** Called when a client takes the request: the client's `connection` at an event of the request is the one it came over. */
  onClient?: (client: TrackedClient) => void
}

/** An undici client (one connection at a time) that knows its current connection. */
export class TrackedClient extends Client {
  #track: { connection?: Connection }
  #requests = 0

  constructor(origin: URL, options: UndiciClient.Options, profile: ConnectionProfile, memory: ConnectionMemory) {
    const track: { connection?: Connection } = {}
    super(origin, {
      ...options,
      connect: ({ hostname, port }, callback) => {
        const target = { host: hostname, port: Number(port) || 443 }
        track.connection = openConnection(target, profile, memory, (error, socket) => {
          if (socket !== null) callback(null, socket)
          else callback(error ?? new Error('The connection ended without an error'), null)
        })
      },
    })
    this.#track = track
  }

  /** The latest connection, which may still be in the making, or have failed. */
  get connection(): Connection | undefined {
    return this.#track.connection
  }

  override dispatch(options: TrackedDispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    this.#requests++
    options.onClient?.(this)
    return super.dispatch(options, handler)
  }

  /** One of its requests has ended: a connection that is still being made for nobody is given up. */
  release(): void {
    this.#requests--
    if (this.#requests === 0 && this.connection?.settled === false) this.connection.abandon()
  }
}
