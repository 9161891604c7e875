import type { Peer } from './handshake.ts'

/** One TLS record as it passed the tap, header included. */
export interface RecordedRecord {
  from: Peer
  /**
   * Ordinal of this record among all of its sender's records on the connection, from 0. A jump says that records between were
   * not kept; their number is still known, which decryption needs (sequence numbers count every record).
   */
  index: number
  /** Header (5 bytes) and fragment. Shorter than its header says only when `truncated`. */
  bytes: Uint8Array
  /** Milliseconds since the first byte of the connection. */
  at: number
  /** The connection ended inside this record. */
  truncated?: true
  /** Ordinal among the small records of which only the latest are kept; absent: this one stays. */
  ringOrdinal?: number
}

/** What the tap kept of one connection. Holds secrets (`keyLog`): never serialise it into output. */
export interface Recording {
  /** In the order in which they passed the tap, both directions interleaved. */
  readonly records: readonly RecordedRecord[]
  /** Lines of the NSS key log format, as Node's `keylog` event gives them, without line ends. */
  readonly keyLog: readonly string[]
  /** Why bytes are missing that the handshake may have needed; absent when nothing was dropped. */
  readonly lost?: string
  /** `ringOrdinal` of the oldest record that is still kept: those below it are gone. */
  readonly ringStart: number
  /** The first bytes of a peer that did not speak TLS (at most 256). */
  readonly notTls?: { from: Peer; bytes: Uint8Array }
  /** Grows with everything that is recorded: equal versions decode equally. */
  readonly version: number
}

/** How many records have been read: of those that stay, and of the small ones, whether they are still kept or not. */
export interface RecordingPlace {
  kept: number
  ring: number
}

/** Where the records of one connection come from, as long as there are more of them. */
export interface RecordingSource {
  /** As `Recording.version`, at this moment. */
  readonly version: number
  /** A snapshot without the records before a place that was read. */
  after(place: RecordingPlace): Recording
}

export const beginning: RecordingPlace = { kept: 0, ring: 0 }
