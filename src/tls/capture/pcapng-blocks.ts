/** Block types of pcapng (draft-ietf-opsawg-pcapng section 4). */
const blockType = { sectionHeader: 0x0a0d0d0a, interface: 1, enhancedPacket: 6, decryptionSecrets: 10 }

const comment = 1
const ethernet = 1
const tlsKeyLog = 0x544c534b // "TLSK"

/** Section Header Block (4.1) */
export function sectionHeaderBlock(): Uint8Array {
  const body = Buffer.alloc(16)
  body.writeUInt32LE(0x1a2b3c4d, 0) // byte order
  body.writeUInt16LE(1, 4) // version 1.0
  body.writeBigInt64LE(-1n, 8) // length of the section: not given
  return block(blockType.sectionHeader, body)
}

/** Interface Description Block (4.2): Ethernet, no limit, microseconds. */
export function interfaceBlock(): Uint8Array {
  const body = Buffer.alloc(8)
  body.writeUInt16LE(ethernet, 0)
  return block(blockType.interface, body)
}

/** Decryption Secrets Block (4.7) with the lines of a key log. */
export function decryptionSecretsBlock(keyLog: readonly string[]): Uint8Array {
  const lines = Buffer.from(keyLog.map((line) => `${line}\n`).join(''), 'latin1')
  const head = Buffer.alloc(8)
  head.writeUInt32LE(tlsKeyLog, 0)
  head.writeUInt32LE(lines.length, 4)
  return block(blockType.decryptionSecrets, Buffer.concat([head, padded(lines)]))
}

/** Enhanced Packet Block (4.3); `time` in milliseconds since the epoch. */
export function enhancedPacketBlock(frame: Uint8Array, time: number, text?: string): Uint8Array {
  const microseconds = BigInt(Math.round(time * 1000))
  const head = Buffer.alloc(20)
  head.writeUInt32LE(Number(microseconds >> 32n), 4)
  head.writeUInt32LE(Number(microseconds & 0xffffffffn), 8)
  head.writeUInt32LE(frame.length, 12)
  head.writeUInt32LE(frame.length, 16)
  const options = text === undefined ? [] : [option(comment, Buffer.from(text, 'utf8')), option(0, Buffer.alloc(0))]
  return block(blockType.enhancedPacket, Buffer.concat([head, padded(frame), ...options]))
}

/** The length stands at both ends (3.1). */
function block(type: number, body: Uint8Array): Uint8Array {
  const length = body.length + 12
  const whole = Buffer.alloc(length)
  whole.writeUInt32LE(type, 0)
  whole.writeUInt32LE(length, 4)
  whole.set(body, 8)
  whole.writeUInt32LE(length, length - 4)
  return whole
}

/** Option (3.5); code 0 ends the list. */
function option(code: number, value: Uint8Array): Uint8Array {
  const head = Buffer.alloc(4)
  head.writeUInt16LE(code, 0)
  head.writeUInt16LE(value.length, 2)
  return Buffer.concat([head, padded(value)])
}

function padded(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)])
}
