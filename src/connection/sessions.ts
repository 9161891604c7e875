import type { Connection } from './connection.ts'

interface KeptSession {
  ticket: Buffer
  /** The connection whose handshake the session comes from. */
  origin: Connection
}

/**
 * TLS sessions to resume. A server takes a resumed connection for the identity that made the session, so that one belongs to
 * one profile (identity, trust, options), host and port.
 */
export class Sessions {
  readonly #kept = new Map<string, KeptSession>()

  keep(connection: Connection, ticket: Buffer): void {
    this.#kept.set(keyOf(connection), { ticket, origin: connection.resumedFrom ?? connection })
  }

  find(connection: Connection): KeptSession | undefined {
    return this.#kept.get(keyOf(connection))
  }
}

function keyOf({ target, profile }: Connection): string {
  return `${target.host} ${target.port} ${profile.key}`
}
