import type { Peer } from './handshake.ts'

/** Words of `capture.reason` by which others know why a record ends: a `Handshake` that was stored has nothing else. */

/** At its end: the server had not come to ask for a client certificate. */
export const beforeServerHello = 'before the server answered the ClientHello'
export const beforeAsking = 'before the server could ask for a client certificate'

/** At its beginning, with the bytes as JSON behind it. */
export const serverWithoutTls = withoutTls('server')

export function withoutTls(peer: Peer): string {
  return `the ${peer} did not speak TLS: its first bytes are `
}
