import { evidenceOf } from '../evidence/evidence.ts'
import type { Handshake } from '../tls/handshake.ts'

/** What `request` resolves to: a WHATWG Response that knows its handshake. */
export interface MtlsResponse extends Omit<Response, 'clone'> {
  /** Handshake of the connection that carried this response; undefined over http. */
  readonly handshake: Handshake | undefined
  clone(): MtlsResponse
}

/** The handshake of a response, an error or a handshake; of the last hop of a redirect chain. */
export function handshakeOf(subject: unknown): Handshake | undefined {
  const handshakes = handshakesOf(subject)
  const evidence = evidenceOf(subject)
  return evidence?.url.startsWith('http:') ? undefined : handshakes.at(-1)
}

/** The handshakes of every hop of a redirect chain, oldest first; hops over http have none. */
export function handshakesOf(subject: unknown): readonly Handshake[] {
  return evidenceOf(subject)?.handshakes ?? []
}

/** Of a resumed session: the handshake that made it, with the certificates that were sent then. Undefined for any other. */
export function originalHandshakeOf(subject: unknown): Handshake | undefined {
  return evidenceOf(subject)?.original
}
