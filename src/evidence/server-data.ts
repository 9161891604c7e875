import type { Handshake } from '../tls/handshake.ts'
import { sharedState } from './shared-state.ts'

/** What a server has sent inside TLS. A Handshake tells of TLS alone, and a refusal is one as long as there was nothing else. */
export interface ServerData {
  /** Application data has come. Undefined: the record cannot tell. */
  seen: boolean | undefined
  /** Its first bytes, at most 64: they tell which protocol the server speaks. */
  beginning?: Uint8Array
}

const readers = () => sharedState('server-data', () => new WeakMap<object, () => ServerData>())

/** Remember how to learn what came over the connection of a handshake, up to the moment of the question. */
export function attachServerData(handshake: Handshake, read: () => ServerData): void {
  readers().set(handshake, read)
}

/** What the server has sent; of a handshake that comes from nowhere (JSON) nobody can tell. */
export function serverDataOf(handshake: Handshake): ServerData {
  return readers().get(handshake)?.() ?? { seen: undefined }
}
