import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls'
import { type ConnectionMemory, openConnection } from '../../connection/connector.ts'
import type { ConnectionProfile } from '../../credentials/profile.ts'
import type { Handshake } from '../../tls/handshake.ts'

/** What one connection of a scan offers. */
export interface Offer extends Pick<SecureContextOptions, 'minVersion' | 'maxVersion' | 'ciphers' | 'ecdhCurve'> {
  /** Offer HTTP/2 as well. */
  http2?: boolean
}

/** What came of an offer: the server's answer, or why the offer was not made. */
export type Outcome = { handshake: Handshake } | { notTried: string }

/** How many connections a scan still makes: shared by all that make some. */
export interface Budget {
  readonly most: number
  made: number
}

/** Opens connections to one server with TLS options of their own; sends no certificate and no request. */
export class Prober {
  readonly #target: { host: string; port: number }
  readonly #profile: ConnectionProfile
  readonly #memory: ConnectionMemory
  readonly #timeout: number
  readonly #budget: Budget

  /** `profile`: how the config would connect; its proxy and server name hold. `timeout`: of one connection, in milliseconds. */
  constructor(
    target: { host: string; port: number },
    profile: ConnectionProfile,
    memory: ConnectionMemory,
    timeout: number,
    budget: Budget,
  ) {
    this.#target = target
    this.#profile = profile
    this.#memory = memory
    this.#timeout = timeout
    this.#budget = budget
  }

  async offer({ http2 = false, ...options }: Offer): Promise<Outcome> {
    if (this.#budget.made >= this.#budget.most) return { notTried: `the limit of ${this.#budget.most} connections` }
    const secureContext = contextOf(options)
    if (secureContext === undefined) return { notTried: 'this Node cannot offer it' }
    this.#budget.made++
    return this.#connect({ ...this.#profile, secureContext, verify: false, http2 })
  }

  #connect(profile: ConnectionProfile): Promise<Outcome> {
    return new Promise((resolve) => {
      const over = () => {
        clearTimeout(timer)
        // OpenSSL may have nothing to say in that version: then it fails before the server has heard of it.
        const { code = '' } = (connection.failure ?? {}) as NodeJS.ErrnoException
        const isLocal = code.startsWith('ERR_SSL') && connection.recorder.activity.server.records === 0
        resolve(isLocal ? { notTried: 'this Node cannot offer it' } : { handshake: connection.handshake })
      }
      const connection = openConnection(this.#target, profile, this.#memory, (_error, socket) => {
        if (socket === null) return over()
        // What is read is whole when the connection has ended.
        socket.once('close', over)
        socket.on('error', () => {})
        socket.resume()
        socket.end()
      })
      const timer = setTimeout(() => {
        connection.abandon()
        over()
      }, this.#timeout)
    })
  }
}

/** Undefined for what OpenSSL does not have. */
function contextOf(options: SecureContextOptions): SecureContext | undefined {
  try {
    return createSecureContext(options)
  } catch {
    return undefined
  }
}
