import type { SecureContext } from 'node:tls'
import type { ConnectionProfile } from '../credentials/profile.ts'

/** Contexts for what they were made of: a caller's context, or a profile alone. */
export class ContextsMade {
  readonly #made = new WeakMap<object, { profile: ConnectionProfile; context: SecureContext }>()

  get(from: object, profile: ConnectionProfile, make: () => SecureContext): SecureContext {
    const made = this.#made.get(from)
    if (made?.profile === profile) return made.context
    const context = make()
    this.#made.set(from, { profile, context })
    return context
  }
}
