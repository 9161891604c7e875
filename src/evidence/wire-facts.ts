import type { Handshake, Peer } from '../tls/handshake.ts'
import { sharedState } from './shared-state.ts'

/** What the bytes of a connection tell beside its Handshake, and judgements need. */
export interface WireFacts {
  /**
   * The server has sent application data; where it asked for a client certificate, since then: a refusal is one as long as there was
   * none. Undefined: the record cannot tell.
   */
  seen: boolean | undefined
  /** Whose side ended the connection first, the client's or the server's; undefined: neither, or the record cannot tell. */
  endedBy?: Peer
  /** The first bytes of the server's data, at most 64: they tell which protocol it speaks. */
  beginning?: Uint8Array
  /** Length of the ClientHello with its header; bytes. */
  clientHello?: number
  /** The ClientHello asks for a stapled OCSP response (status_request, RFC 6066 section 8). */
  asksForOcsp?: boolean
  /** The authorities that the server listed, in DER: names that print alike may differ in it. */
  authorities?: readonly Uint8Array[]
}

const readers = () => sharedState('wire-facts', () => new WeakMap<object, () => WireFacts>())

/** Remember how to learn what came over the connection of a handshake, up to the moment of the question. */
export function attachWireFacts(handshake: Handshake, read: () => WireFacts): void {
  readers().set(handshake, read)
}

/** The facts of a connection; of a handshake that comes from nowhere (JSON) nobody can tell. */
export function wireFactsOf(handshake: Handshake): WireFacts {
  return readers().get(handshake)?.() ?? { seen: undefined }
}
