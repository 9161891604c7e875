import { createCipheriv } from 'node:crypto'
import { expandLabel } from '../../src/tls/protection/hkdf.ts'

/** Writes one peer's TLS 1.3 records under TLS_AES_128_GCM_SHA256 (RFC 8446 5.2). */
export class SealedRecords {
  #secret: Uint8Array
  #sequence: number

  /** `sequence`: how many records there are under this secret already. */
  constructor(secret: string, sequence = 0) {
    this.#secret = Buffer.from(secret, 'hex')
    this.#sequence = sequence
  }

  seal(type: number, content: Uint8Array | string): Buffer {
    const plain = Buffer.concat([
      typeof content === 'string' ? Buffer.from(content, 'hex') : content,
      Uint8Array.of(type),
    ])
    const header = Buffer.of(23, 3, 3, (plain.length + 16) >> 8, (plain.length + 16) & 0xff)
    const nonce = Buffer.from(expandLabel('sha256', this.#secret, 'iv', 12))
    nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ this.#sequence++) >>> 0, 8)
    const cipher = createCipheriv('aes-128-gcm', expandLabel('sha256', this.#secret, 'key', 16), nonce)
    cipher.setAAD(header)
    return Buffer.concat([header, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  }

  /** What a KeyUpdate does. */
  update(): void {
    this.#secret = expandLabel('sha256', this.#secret, 'traffic upd', 32)
    this.#sequence = 0
  }
}

/** A handshake message with its header. */
export function handshakeMessage(type: number, body: Uint8Array): Buffer {
  return Buffer.concat([Uint8Array.of(type, body.length >> 16, (body.length >> 8) & 0xff, body.length & 0xff), body])
}
