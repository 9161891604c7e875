import { createDecipheriv, createHmac } from 'node:crypto'
import { DecodeError } from '../decode-error.ts'
import { protocolVersion } from '../registry/protocol-versions.ts'
import type { CipherAlgorithm } from './cipher-algorithm.ts'
import type { ProtectedRecord, RecordProtection } from './record-protection.ts'
import { recordPseudoHeader } from './record-pseudo-header.ts'

export interface CbcKeys {
  algorithm: CipherAlgorithm
  version: number
  /** RFC 7366 was negotiated: the MAC covers the ciphertext. */
  encryptThenMac: boolean
  macKey: Uint8Array
  key: Uint8Array
  /** First IV of TLS 1.0; empty for later versions, which carry one in each record. */
  iv: Uint8Array
}

/** CBC suites of TLS 1.2 and older (RFC 5246 6.2.3.2, RFC 7366). */
export class CbcProtection implements RecordProtection {
  readonly #keys: CbcKeys
  /** TLS 1.0 chains records: the IV is the last block of the record before (RFC 2246 6.2.3.2). */
  #chained: { iv: Uint8Array; sequence: number }

  constructor(keys: CbcKeys) {
    this.#keys = keys
    this.#chained = { iv: keys.iv, sequence: 0 }
  }

  get isChained(): boolean {
    return this.#keys.version <= protocolVersion.tls10
  }

  open(record: ProtectedRecord, sequence: number): { type: number; content: Uint8Array } {
    const { encryptThenMac } = this.#keys
    const sealed = encryptThenMac ? this.#withoutMac(record, sequence, record.fragment) : record.fragment
    const padded = this.#decrypt(sealed, sequence)
    const paddingLength = padded.at(-1)
    if (paddingLength === undefined || paddingLength >= padded.length) {
      throw new DecodeError('GenericBlockCipher.padding', 'fewer bytes than the content', `${paddingLength}`)
    }
    const plain = padded.subarray(0, padded.length - 1 - paddingLength)
    const content = encryptThenMac ? plain : this.#withoutMac(record, sequence, plain)
    return { type: record.type, content }
  }

  #decrypt(sealed: Uint8Array, sequence: number): Uint8Array {
    const { algorithm, key } = this.#keys
    const { blockLength } = algorithm
    if (sealed.length === 0 || sealed.length % blockLength !== 0) {
      throw new DecodeError('GenericBlockCipher', `blocks of ${blockLength} bytes`, `${sealed.length} bytes`)
    }
    const explicit = !this.isChained
    if (!explicit && sequence !== this.#chained.sequence) {
      throw new DecodeError('GenericBlockCipher.IV', 'the record before', 'a gap')
    }
    const iv = explicit ? sealed.subarray(0, blockLength) : this.#chained.iv
    this.#chained = { iv: sealed.slice(-blockLength), sequence: sequence + 1 }
    const decipher = createDecipheriv(algorithm.cipher, key, iv).setAutoPadding(false)
    return Buffer.concat([decipher.update(explicit ? sealed.subarray(blockLength) : sealed), decipher.final()])
  }

  /** Checks the MAC at the end and gives what it protects. */
  #withoutMac(record: ProtectedRecord, sequence: number, bytes: Uint8Array): Uint8Array {
    const { algorithm, macKey } = this.#keys
    const length = bytes.length - macKey.length
    if (length < 0) throw new DecodeError('GenericBlockCipher.MAC', `${macKey.length} bytes`, `${bytes.length}`)
    const protectedBytes = bytes.subarray(0, length)
    const expected = createHmac(algorithm.mac, macKey)
      .update(recordPseudoHeader(record, sequence, length))
      .update(protectedBytes)
      .digest()
    if (!expected.equals(bytes.subarray(length))) {
      throw new DecodeError('GenericBlockCipher.MAC', 'an authentic record', 'one that its key does not open')
    }
    return protectedBytes
  }
}
