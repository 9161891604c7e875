import { clearTimeout, setImmediate, setTimeout } from 'node:timers'
import { certificateRequested } from '../tls/certificate-requested.ts'
import type { Connection } from './connection.ts'

/**
 * How long to wait for the server's first word after a TLS 1.3 handshake in which it asked for a certificate. Milliseconds.
 * Servers that send session tickets answer at once; the others cost the whole time, once per origin and identity.
 */
const LONGEST_WAIT = 250

/** Which origins, per profile, have accepted the client without a session ticket: they are not waited for again. */
export class QuietServers {
  readonly #keys = new Set<string>()

  has({ target, profile }: Connection): boolean {
    return this.#keys.has(`${target.host} ${target.port} ${profile.key}`)
  }

  add({ target, profile }: Connection): void {
    this.#keys.add(`${target.host} ${target.port} ${profile.key}`)
  }
}

/**
 * In TLS 1.3 the client believes that the handshake is done before the server has looked at its certificate (RFC 8446
 * 4.4.2.4). Calls `done` when the server has spoken, so that a refusal becomes the error of the connection; a refused
 * connection never gets there, because its socket fails first.
 */
export function settle(connection: Connection, quiet: QuietServers, done: () => void): void {
  const { recorder } = connection
  const refused = () => connection.failure !== undefined
  if (certificateRequested(recorder.recording) === false || quiet.has(connection)) {
    done()
    return
  }
  const timer = setTimeout(() => {
    // Only an answer proves that the server had nothing to say before it.
    connection.onceServerRecord(() => setImmediate(() => refused() || quiet.add(connection)))
    done()
  }, LONGEST_WAIT)
  connection.onceServerRecord(() => {
    clearTimeout(timer)
    // An alert becomes the socket's own error, in this turn of the event loop.
    setImmediate(() => refused() || connection.closed || done())
  })
}
