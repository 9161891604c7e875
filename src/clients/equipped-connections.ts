import type { Duplex } from 'node:stream'
import type { SecureContext, TLSSocket } from 'node:tls'
import { isMakingOwnSocket } from '../connection/handle-tap/own-socket.ts'
import type { CallersProfile } from './callers-profile.ts'
import { connectArguments } from './connect-arguments.ts'
import { KeptSessions } from './kept-sessions.ts'
import { type Equipment, type Owner, outfitFor } from './outfit.ts'
import { RememberedContexts } from './remembered-contexts.ts'
import { replaceBuiltins } from './replace-builtins.ts'
import type { SocketOptions } from './socket-options.ts'
import { targetOf } from './target-of.ts'

export type { Equipment } from './outfit.ts'

/** Gives the process's connections what the config has for their hosts. What it has learned of contexts and sessions outlives a test file. */
export class EquippedConnections {
  readonly #contexts = new RememberedContexts()
  /**
   * Who has made a session: a server takes whoever resumes it for the same, and pools that keep sessions by host would carry one identity
   * over to another. One that is not known was made before anything was given.
   */
  readonly #sessions = new KeptSessions<{ owner: Owner }>()
  readonly #profiles = new WeakMap<TLSSocket, Partial<CallersProfile>>()

  /** From now on. Returns how to undo it; connections that are open stay as they are. */
  install(tls: typeof import('node:tls'), equipment: Equipment): () => void {
    const { connect: original, createSecureContext } = tls
    const contexts = this.#contexts
    const create = (options?: object): SecureContext => createSecureContext.call(tls, options)
    const equipped = (options: SocketOptions, callback: unknown): TLSSocket => {
      const outfit = outfitFor(equipment, { options, target: targetOf(options), contexts, createSecureContext: create })
      const mayResume = this.#mayResume(options.session, outfit.owner)
      const given = { ...options, ...outfit.options, ...(mayResume ? {} : { session: undefined }) }
      const { failure } = outfit
      // Never without the certificate that the config promises: not a byte is sent.
      const way = failure === undefined ? given : { ...given, socket: leadingNowhere() }
      const socket = original.call(tls, way as never, callback as never)
      this.#sessions.watch(socket, { owner: outfit.owner })
      this.#sessions.watchAsked(socket, { owner: outfit.owner })
      this.#profiles.set(socket, outfit.profile)
      // Whoever connects listens for errors a moment later.
      if (failure !== undefined) Promise.resolve(failure).then((reason) => setImmediate(() => socket.destroy(reason)))
      return socket
    }
    return replaceBuiltins(tls, {
      connect: function connect(...args: unknown[]) {
        if (isMakingOwnSocket()) return original.apply(tls, args as never)
        const { options, callback } = connectArguments(args)
        return equipped(options, callback)
      },
      createSecureContext: function createSecureContext(options: object) {
        return contexts.remember(create(options), options)
      },
    })
  }

  #mayResume(session: unknown, owner: Owner): boolean {
    const made = this.#sessions.find(session)
    return made === undefined ? owner === undefined && !this.#sessions.hasForgotten : made.owner === owner
  }

  /** What the config has decided for a socket in the place of its caller. */
  profileOf(socket: TLSSocket): Partial<CallersProfile> | undefined {
    return this.#profiles.get(socket)
  }
}

function leadingNowhere(): Duplex {
  return new (process.getBuiltinModule('node:stream').Duplex)({ read() {}, write: (_bytes, _encoding, done) => done() })
}
