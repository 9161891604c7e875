import type { WireHandshake } from './handshake.ts'
import type { Recording } from './recording.ts'
import { WireHandshakeReader } from './wire-handshake-reader.ts'

/** What the bytes on the wire say of a handshake. Never throws: what cannot be read is `unknown`, with the reason in `capture`. */
export function readWireHandshake(recording: Recording): WireHandshake {
  return new WireHandshakeReader({ version: recording.version, after: () => recording }).read()
}
