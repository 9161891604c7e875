import type { Dispatcher } from 'undici'
import type { Connections } from '../../connection/connections.ts'
import type { ConnectionProfile } from '../../credentials/profile.ts'
import { type TrackedDispatchOptions, trackedClient } from './tracked-client.ts'
import { undici } from './undici.ts'

/** One pool of undici's per origin and profile, so that two identities never share a connection. */
export class UndiciPools {
  readonly #connections: Connections
  readonly #pools = new Map<string, Dispatcher>()

  constructor(connections: Connections) {
    this.#connections = connections
  }

  /** `profile` is undefined over http. */
  dispatch(
    profile: ConnectionProfile | undefined,
    options: TrackedDispatchOptions & { origin: string },
    handler: Dispatcher.DispatchHandler,
  ): void {
    const key = profile === undefined ? options.origin : `${options.origin} ${profile.key}`
    let pool = this.#pools.get(key)
    if (pool === undefined) {
      pool = this.#create(options.origin, profile)
      this.#pools.set(key, pool)
    }
    pool.dispatch(options, handler)
  }

  /** Waits for the requests under way. */
  async close(): Promise<void> {
    await Promise.all(this.#taken().map((pool) => pool.close()))
  }

  /** Requests under way fail. */
  async destroy(): Promise<void> {
    await Promise.all(this.#taken().map((pool) => pool.destroy()))
  }

  #taken(): Dispatcher[] {
    const pools = [...this.#pools.values()]
    this.#pools.clear()
    return pools
  }

  #create(origin: string, profile: ConnectionProfile | undefined): Dispatcher {
    const { Pool } = undici()
    if (profile === undefined) return new Pool(origin)
    const factory = (url: URL, options: object) => trackedClient(url, options, profile, this.#connections)
    return new Pool(origin, { allowH2: profile.http2, factory })
  }
}
