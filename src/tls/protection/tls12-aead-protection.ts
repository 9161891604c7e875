import { DecodeError } from '../decode-error.ts'
import { openAead, xorNonce } from './aead.ts'
import type { CipherAlgorithm } from './cipher-algorithm.ts'
import type { ProtectedRecord, RecordProtection } from './record-protection.ts'
import { recordPseudoHeader } from './record-pseudo-header.ts'

/** GCM, CCM and ChaCha20 in TLS 1.2 (RFC 5246 6.2.3.3). */
export class Tls12AeadProtection implements RecordProtection {
  readonly #algorithm: CipherAlgorithm
  readonly #key: Uint8Array
  readonly #iv: Uint8Array

  constructor(algorithm: CipherAlgorithm, key: Uint8Array, iv: Uint8Array) {
    this.#algorithm = algorithm
    this.#key = key
    this.#iv = iv
  }

  open(record: ProtectedRecord, sequence: number): { type: number; content: Uint8Array } {
    const explicitLength = this.#algorithm.mode === 'chacha20' ? 0 : 8
    const { fragment } = record
    const length = fragment.length - explicitLength - this.#algorithm.tagLength
    if (length < 0) throw new DecodeError('GenericAEADCipher', 'a nonce and a tag', `${fragment.length} bytes`)
    const nonce =
      explicitLength === 0
        ? xorNonce(this.#iv, sequence)
        : Buffer.concat([this.#iv, fragment.subarray(0, explicitLength)])
    const header = recordPseudoHeader(record, sequence, length)
    const content = openAead(this.#algorithm, this.#key, nonce, fragment.subarray(explicitLength), header)
    return { type: record.type, content }
  }
}
