/** A record as it stands on the wire, without its length. */
export interface ProtectedRecord {
  type: number
  /** ProtocolVersion of the record header. */
  version: number
  fragment: Uint8Array
}

/** One direction's read state under one key. */
export interface RecordProtection {
  /** A record needs the one before it to be read. */
  readonly isChained?: boolean
  /**
   * The record's real content type and content. Throws a DecodeError when the record is not authentic under this key.
   * `sequence` counts the records under this key, from 0.
   */
  open(record: ProtectedRecord, sequence: number): { type: number; content: Uint8Array }
}
