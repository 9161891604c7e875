import type { Alert, Peer } from './handshake.ts'
import type { HandshakeMessage } from './messages/handshake-message.ts'

interface Occurrence {
  from: Peer
  /** Milliseconds since the first byte of the connection. */
  at: number
}

/** One thing that a peer said, in the order in which it passed the tap. */
export type TranscriptEvent = Occurrence &
  /** `bytes`: the message as it stood on the wire, header included. */
  (
    | { kind: 'message'; message: HandshakeMessage; bytes: Uint8Array; protected: boolean }
    | { kind: 'alert'; alert: Alert; protected: boolean }
    | { kind: 'change-cipher-spec' }
    /** `beginning`: its first bytes, as many as tell one protocol from another. */
    | { kind: 'application-data'; bytes: number; beginning: Uint8Array }
    /** Application data that the recorder did not keep. */
    | { kind: 'not-kept'; records: number }
    /** A record that could not be read, and why; `contentType` as its header shows it. */
    | { kind: 'unreadable'; reason: string; contentType: number }
  )
