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
  try {
    // @types/node knows CCM, GCM and ChaCha20 by three overloads; one call serves all at run time
    const decipher = createDecipheriv(algorithm.cipher as CipherGCMTypes, key, nonce, {
      authTagLength: algorithm.tagLength,
    })
    decipher.setAuthTag(sealed.subarray(length))
    decipher.setAAD(additionalData, { plaintextLength: length })
    const content = decipher.update(sealed.subarray(0, length))
    decipher.final()
    // views of a Buffer are Buffers, which cost several times as much to make
    return new Uint8Array(content.buffer, content.byteOffset, content.length)
  } catch (error) {
    throw new DecodeError(
      'record',
      'one that its key opens',
      `one that ${algorithm.cipher} refuses (${reasonOf(error)})`,
    )
  }
}

/** Node's code for a missing cipher and the like; a record that is not authentic has none. */
function reasonOf(error: unknown): string {
  return (error as { code?: string }).code ?? 'not authentic'
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
