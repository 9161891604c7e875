import { createHash, createPublicKey, type KeyObject } from 'node:crypto'
import { DerReader, derTag } from '../../tls/x509/der.ts'

/** SubjectPublicKeyInfo of a private or public key, DER. */
export function publicKeyInfo(key: KeyObject): Buffer {
  const known = infos.get(key)
  if (known !== undefined) return known
  const publicKey = key.type === 'public' ? key : createPublicKey(key)
  const info = publicKey.export({ type: 'spki', format: 'der' })
  infos.set(key, info)
  return info
}

/** Remembers what is known of a key already. */
export function rememberPublicKeyInfo(key: KeyObject, info: Buffer): void {
  infos.set(key, info)
}

/** An export takes a good part of what a certificate costs, and each asks for it several times. */
const infos = new WeakMap<KeyObject, Buffer>()

/** SHA-1 of the public key's bits (RFC 5280 4.2.1.2, RFC 6960 4.1.1). */
export function keyIdentifierOf(key: KeyObject): Buffer {
  const info = new DerReader(publicKeyInfo(key), 'SubjectPublicKeyInfo').inside('subjectPublicKeyInfo', derTag.sequence)
  info.value('algorithm', derTag.sequence)
  const bits = info.value('subjectPublicKey', derTag.bitString).content
  return createHash('sha1').update(bits.subarray(1)).digest()
}
