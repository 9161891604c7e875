import type { WireHandshake } from '../../src/tls/handshake.ts'
import type { Recording } from '../../src/tls/recording.ts'
import { WireHandshakeReader } from '../../src/tls/wire-handshake-reader.ts'

/** What a new reader says of a whole recording. */
export function readWireHandshake(recording: Recording): WireHandshake {
  return new WireHandshakeReader({ version: recording.version, after: () => recording }).read()
}
