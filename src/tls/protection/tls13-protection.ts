import { DecodeError } from '../decode-error.ts'
import { contentType } from '../registry/content-types.ts'
import { openAead, xorNonce } from './aead.ts'
import type { CipherAlgorithm } from './cipher-algorithm.ts'
import { expandLabel } from './hkdf.ts'
import type { ProtectedRecord, RecordProtection } from './record-protection.ts'

/** TLS 1.3 record protection under one traffic secret (RFC 8446 5.2). */
export class Tls13Protection implements RecordProtection {
  readonly #algorithm: CipherAlgorithm
  readonly #secret: Uint8Array
  readonly #key: Uint8Array
  readonly #iv: Uint8Array

  constructor(algorithm: CipherAlgorithm, secret: Uint8Array) {
    this.#algorithm = algorithm
    this.#secret = secret
    // RFC 8446 7.3
    this.#key = expandLabel(algorithm.hash, secret, 'key', algorithm.keyLength)
    this.#iv = expandLabel(algorithm.hash, secret, 'iv', 12)
  }

  open({ type, version, fragment }: ProtectedRecord, sequence: number): { type: number; content: Uint8Array } {
    const header = Uint8Array.of(type, version >> 8, version & 0xff, fragment.length >> 8, fragment.length & 0xff)
    const inner = openAead(this.#algorithm, this.#key, xorNonce(this.#iv, sequence), fragment, header)
    // TLSInnerPlaintext: content, type, zeros
    let end = inner.length - 1
    while (end >= 0 && inner[end] === 0) end--
    if (end < 0) throw new DecodeError('TLSInnerPlaintext.type', 'a content type', 'zeros only')
    const innerType = inner[end] as number
    if (innerType < contentType.alert || innerType > contentType.applicationData) {
      throw new DecodeError('TLSInnerPlaintext.type', 'alert, handshake or application data', `${innerType}`)
    }
    return { type: innerType, content: inner.subarray(0, end) }
  }

  /** After a KeyUpdate (RFC 8446 7.2). */
  next(): Tls13Protection {
    const secret = expandLabel(this.#algorithm.hash, this.#secret, 'traffic upd', this.#secret.length)
    return new Tls13Protection(this.#algorithm, secret)
  }
}
