import { type CipherGCMTypes, createDecipheriv } from 'node:crypto'
import { DecodeError } from '../decode-error.ts'
import type { CipherAlgorithm } from './cipher-algorithm.ts'

/** AEAD decryption (RFC 5116) with the tag at the end of `sealed`. */
export function openAead(
  algorithm: CipherAlgorithm,
  key: Uint8Array,
  nonce: Uint8Array,
  sealed: Uint8Array,
  additionalData: Uint8Array,
): Uint8Array {
  const length = sealed.length - algorithm.tagLength
  if (length < 0) throw new DecodeError('record', `${algorithm.tagLength} bytes of tag`, `${sealed.length}`)
  // @types/node knows CCM, GCM and ChaCha20 by three overloads; one call serves all at run time
  const decipher = createDecipheriv(algorithm.cipher as CipherGCMTypes, key, nonce, {
    authTagLength: algorithm.tagLength,
  })
  decipher.setAuthTag(sealed.subarray(length))
  decipher.setAAD(additionalData, { plaintextLength: length })
  try {
    const content = decipher.update(sealed.subarray(0, length))
    decipher.final()
    return content
  } catch {
    throw new DecodeError('record', 'an authentic record', 'one that its key does not open')
  }
}

/** The per-record nonce of TLS 1.3 and of ChaCha20 in TLS 1.2: sequence number XOR IV (RFC 8446 5.3, RFC 7905 section 2). */
export function xorNonce(iv: Uint8Array, sequence: number): Uint8Array {
  const nonce = Uint8Array.from(iv)
  let left = sequence
  for (let index = nonce.length - 1; left > 0; index--) {
    nonce[index] = (nonce[index] as number) ^ (left % 256)
    left = Math.floor(left / 256)
  }
  return nonce
}
