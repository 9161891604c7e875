import { createCipheriv, createECDH, createHash, createPrivateKey, type KeyObject, pbkdf2Sync } from 'node:crypto'
import { integer, nothing, octets, oid, sequence } from './der.ts'

/** A key of EC P-256 that is the same in each run, so that what is tried with it comes to the same. */
export function fixedKey(name: string): KeyObject {
  const scalar = createHash('sha256').update(`key ${name}`).digest()
  const pair = createECDH('prime256v1')
  pair.setPrivateKey(scalar)
  const point = pair.getPublicKey()
  const written = (bytes: Buffer) => bytes.toString('base64url')
  const [x, y] = [written(point.subarray(1, 33)), written(point.subarray(33))]
  return createPrivateKey({ key: { kty: 'EC', crv: 'P-256', d: written(scalar), x, y }, format: 'jwk' })
}

export function pkcs8Pem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }) as string
}

/** EncryptedPrivateKeyInfo (RFC 5958 3), by PBES2 with AES-256; its salt is fixed too. */
export function encryptedPem(key: KeyObject, passphrase: string): string {
  const salt = createHash('sha256').update(pkcs8Pem(key)).digest()
  const iv = salt.subarray(0, 16)
  const cipher = createCipheriv('aes-256-cbc', pbkdf2Sync(passphrase, salt, 2048, 32, 'sha256'), iv)
  const encrypted = Buffer.concat([cipher.update(key.export({ type: 'pkcs8', format: 'der' })), cipher.final()])
  const hash = sequence(oid('1.2.840.113549.2.9'), nothing)
  const derivation = sequence(oid('1.2.840.113549.1.5.12'), sequence(octets(salt), integer(2048), hash))
  const encryption = sequence(oid('2.16.840.1.101.3.4.1.42'), octets(iv))
  const algorithm = sequence(oid('1.2.840.113549.1.5.13'), sequence(derivation, encryption))
  const body = sequence(algorithm, octets(encrypted))
    .toString('base64')
    .replaceAll(/.{64}(?=.)/g, '$&\n')
  return `-----BEGIN ENCRYPTED PRIVATE KEY-----\n${body}\n-----END ENCRYPTED PRIVATE KEY-----\n`
}
