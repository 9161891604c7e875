import type { ProtectedRecord } from './record-protection.ts'

/** Sequence number, type, version and length: what TLS 1.2 authenticates besides the content (RFC 5246 6.2.3.1, 6.2.3.3). */
export function recordPseudoHeader({ type, version }: ProtectedRecord, sequence: number, length: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeBigUInt64BE(BigInt(sequence))
  header.writeUInt8(type, 8)
  header.writeUInt16BE(version, 9)
  header.writeUInt16BE(length, 11)
  return header
}
