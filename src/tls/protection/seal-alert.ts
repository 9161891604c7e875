import { type CipherGCMTypes, createCipheriv } from 'node:crypto'
import { contentType } from '../registry/content-types.ts'
import { xorNonce } from './aead.ts'
import type { CipherAlgorithm } from './cipher-algorithm.ts'
import { expandLabel } from './hkdf.ts'

const fatal = 2

/** A fatal alert as a record without protection: what TLS 1.2 sends until its ChangeCipherSpec (RFC 5246 7.2). */
export function plainAlert(code: number): Buffer {
  return Buffer.of(contentType.alert, 3, 3, 0, 2, fatal, code)
}

/** The same under a TLS 1.3 traffic secret, as the record with this sequence number under it (RFC 8446 5.2). */
export function sealAlert(code: number, algorithm: CipherAlgorithm, secret: Uint8Array, sequence: number): Buffer {
  const { hash, keyLength, tagLength } = algorithm
  const [key, iv] = [expandLabel(hash, secret, 'key', keyLength), expandLabel(hash, secret, 'iv', 12)]
  const content = Uint8Array.of(fatal, code, contentType.alert)
  const header = Uint8Array.of(contentType.applicationData, 3, 3, 0, content.length + tagLength)
  // one call serves all modes at run time, as in `openAead`
  const cipher = createCipheriv(algorithm.cipher as CipherGCMTypes, key, xorNonce(iv, sequence), {
    authTagLength: tagLength,
  })
  cipher.setAAD(header, { plaintextLength: content.length })
  return Buffer.concat([header, cipher.update(content), cipher.final(), cipher.getAuthTag()])
}
