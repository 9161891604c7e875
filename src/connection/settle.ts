import { clearTimeout, setImmediate, setTimeout } from 'node:timers'
import { certificateRequested } from '../tls/certificate-requested.when-needed.ts'
import type { Connection } from './connection.ts'

/**
 * How long to wait for the server's first word after a TLS 1.3 handshake in which it asked for a certificate. Milliseconds.
 * Servers that send session tickets answer at once; the others cost the whole time, once per origin and identity.
 */
const LONGEST_WAIT = 250

/** Most servers have spoken by then; whether one that has not asked for a certificate takes decoding to know. Milliseconds. */
const LOOK_AFTER = 10

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
  if (quiet.has(connection)) {
    done()
    return
  }
  const isOver = () => connection.failure !== undefined || connection.closed
  const giveUp = () => {
    // Only an answer proves that the server had nothing to say before it.
    connection.onceServerRecord(() => setImmediate(() => connection.failure ?? quiet.add(connection)))
    done()
  }
  let waits = true
  let timer = setTimeout(() => setImmediate(look), LOOK_AFTER)
  connection.onceServerRecord(() => {
    if (!waits) return
    waits = false
    clearTimeout(timer)
    // An alert becomes the socket's own error, in this turn of the event loop.
    setImmediate(() => isOver() || done())
  })
  function look(): void {
    if (!waits || isOver()) return
    waits = certificateRequested(connection.recorder.recording) !== false
    if (waits) timer = setTimeout(giveUp, LONGEST_WAIT - LOOK_AFTER)
    else done()
  }
}
