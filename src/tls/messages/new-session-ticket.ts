import type { Reader } from '../reader.ts'
import { protocolVersion } from '../registry/protocol-versions.ts'
import { readExtensions } from './extension-block.ts'

export interface NewSessionTicket {
  name: 'NewSessionTicket'
  /** Seconds. */
  lifetime: number
  ticket: Uint8Array
}

/** RFC 8446 4.6.1, RFC 5077 3.3 */
export function readNewSessionTicket(reader: Reader, version: number): NewSessionTicket {
  const lifetime = reader.uint32('ticket_lifetime')
  if (version !== protocolVersion.tls13) {
    return { name: 'NewSessionTicket', lifetime, ticket: reader.vector16('ticket') }
  }
  reader.uint32('ticket_age_add')
  reader.vector8('ticket_nonce')
  const ticket = reader.vector16('ticket')
  readExtensions(reader)
  return { name: 'NewSessionTicket', lifetime, ticket }
}
