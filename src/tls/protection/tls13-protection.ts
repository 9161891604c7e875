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
  /** Derived when a record comes: of many a direction, none is kept. */
  #keys: { key: Uint8Array; iv: Uint8Array } | undefined

  constructor(algorithm: CipherAlgorithm, secret: Uint8Array) {
    this.#algorithm = algorithm
    this.#secret = secret
  }

  open({ type, version, fragment }: ProtectedRecord, sequence: number): { type: number; content: Uint8Array } {
    const header = Uint8Array.of(type, version >> 8, version & 0xff, fragment.length >> 8, fragment.length & 0xff)
    this.#keys ??= this.#derived()
    const { key, iv } = this.#keys
    const inner = openAead(this.#algorithm, key, xorNonce(iv, sequence), fragment, header)
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

  /** RFC 8446 7.3 */
  #derived(): { key: Uint8Array; iv: Uint8Array } {
    const { hash, keyLength } = this.#algorithm
    return { key: expandLabel(hash, this.#secret, 'key', keyLength), iv: expandLabel(hash, this.#secret, 'iv', 12) }
  }

  /** After a KeyUpdate (RFC 8446 7.2). */
  next(): Tls13Protection {
    const secret = expandLabel(this.#algorithm.hash, this.#secret, 'traffic upd', this.#secret.length)
    return new Tls13Protection(this.#algorithm, secret)
  }
}
