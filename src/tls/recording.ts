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
}

/** What the tap kept of one connection. Holds secrets (`keyLog`): never serialise it into output. */
export interface Recording {
  /** In the order in which they passed the tap, both directions interleaved. */
  readonly records: readonly RecordedRecord[]
  /** Lines of the NSS key log format, as Node's `keylog` event gives them, without line ends. */
  readonly keyLog: readonly string[]
  /** Why bytes are missing that the handshake may have needed; absent when nothing was dropped. */
  readonly lost?: string
  /** The first bytes of a peer that did not speak TLS (at most 256). */
  readonly notTls?: { from: Peer; bytes: Uint8Array }
  /** Grows with everything that is recorded: equal versions decode equally. */
  readonly version: number
}
