import type { Dispatcher, Client as UndiciClient } from 'undici'
import type { ConnectionProfile } from '../credentials/profile.ts'
import type { ConnectionMemory } from './connector.ts'
import { KeyLogFile } from './key-log-file.ts'
import { Sessions } from './sessions.ts'
import { QuietServers } from './settle.ts'
import { TrackedClient, type TrackedDispatchOptions } from './tracked-client.ts'
import { Pool } from './undici.ts'

/** Timeouts belong to the request, which knows what its caller asked for. */
const timeouts = { headersTimeout: 0, bodyTimeout: 0 }

/** Kept-alive connections: one pool per origin and profile, so that two identities never share one. */
export class Connections {
  readonly #pools = new Map<string, Dispatcher>()
  readonly #quiet = new QuietServers()
  #records = true
  #sessions: Sessions | undefined
  #keyLogFile: KeyLogFile | undefined

  /** Add the secrets of every connection to a file. Throws an MtlsError when it cannot be written. */
  writeKeyLog(file: string): void {
    this.#keyLogFile = new KeyLogFile(file)
  }

  /** Connections from now on are not recorded. */
  recordNothing(): void {
    this.#records = false
  }

  /** Resume TLS sessions from now on. */
  resumeSessions(): void {
    this.#sessions ??= new Sessions()
  }

  /**
   * Sends one request. `profile` is undefined over http. With `fresh` it goes over a connection of its own, with a
   * full handshake, which is closed after it.
   */
  dispatch(
    profile: ConnectionProfile | undefined,
    options: TrackedDispatchOptions & { origin: string },
    handler: Dispatcher.DispatchHandler,
    fresh = false,
  ): void {
    if (!fresh) {
      this.#pool(options.origin, profile).dispatch(options, handler)
      return
    }
    const dispatcher = this.#create(options.origin, profile, this.#memory())
    dispatcher.dispatch(options, handler)
    void dispatcher.close()
  }

  /** Waits for the requests under way, then closes every connection. */
  async close(): Promise<void> {
    const pools = [...this.#pools.values()]
    this.#pools.clear()
    await Promise.all(pools.map((pool) => pool.close()))
  }

  /** Ends every connection at once; requests under way fail. */
  async destroy(): Promise<void> {
    const pools = [...this.#pools.values()]
    this.#pools.clear()
    await Promise.all(pools.map((pool) => pool.destroy()))
  }

  #pool(origin: string, profile: ConnectionProfile | undefined): Dispatcher {
    const key = profile === undefined ? origin : `${origin} ${profile.key}`
    let pool = this.#pools.get(key)
    if (pool === undefined) {
      pool = this.#create(origin, profile, { ...this.#memory(), sessions: this.#sessions })
      this.#pools.set(key, pool)
    }
    return pool
  }

  #memory(): ConnectionMemory {
    return { quiet: this.#quiet, records: this.#records, keyLogFile: this.#keyLogFile }
  }

  #create(origin: string, profile: ConnectionProfile | undefined, memory: ConnectionMemory): Dispatcher {
    if (profile === undefined) return new Pool(origin, timeouts)
    const factory = (url: URL, options: object) =>
      new TrackedClient(url, options as UndiciClient.Options, profile, memory)
    return new Pool(origin, { ...timeouts, allowH2: profile.http2, factory })
  }
}
