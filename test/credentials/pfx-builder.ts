import { createCipheriv, createHmac, createPrivateKey, pbkdf2Sync, randomBytes, X509Certificate } from 'node:crypto'
import { contextual, integer, nothing, octets, oid, sequence } from './der.ts'

/** Hashes and ciphers by their OIDs, as PKCS#12 files name them. */
const hmacs = {
  sha1: '1.2.840.113549.2.7',
  sha256: '1.2.840.113549.2.9',
  sha512: '1.2.840.113549.2.11',
  'sha512-256': '1.2.840.113549.2.13',
  'sha3-256': '2.16.840.1.101.3.4.2.14',
} as const
const ciphers = {
  'aes-256-cbc': ['2.16.840.1.101.3.4.1.42', 32],
  'camellia-128-cbc': ['1.2.392.200011.61.1.1.1.2', 16],
  'camellia-192-cbc': ['1.2.392.200011.61.1.1.1.3', 24],
  'camellia-256-cbc': ['1.2.392.200011.61.1.1.1.4', 32],
  'aria-128-cbc': ['1.2.410.200046.1.1.2', 16],
  'aria-256-cbc': ['1.2.410.200046.1.1.12', 32],
} as const
const data = '1.2.840.113549.1.7.1'
const pbkdf2 = '1.2.840.113549.1.5.12'
const pbes2 = '1.2.840.113549.1.5.13'
const pbmac1 = '1.2.840.113549.1.5.14'

export interface PfxParts {
  /** Absent: a truststore. */
  key?: string
  chain: string
  /** PBES2 over the key and the certificates: cipher, hash, and the octets that the program takes for the passphrase. */
  encryption: { cipher?: keyof typeof ciphers; hash?: keyof typeof hmacs; password: Uint8Array; iterations?: number }
  /** PBMAC1 (RFC 9579); absent: none. */
  mac?: { kdfHash?: keyof typeof hmacs; hash?: keyof typeof hmacs; password: Uint8Array }
}

/** A PKCS#12 file (RFC 7292) in forms that no program at hand writes. */
export function buildPfx({ key, chain, encryption, mac }: PfxParts): Buffer {
  const pems = chain.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g) ?? []
  const certificates = pems.map((pem) => {
    const value = contextual(0, octets(new X509Certificate(pem).raw))
    return bag('1.2.840.113549.1.12.10.1.3', sequence(oid('1.2.840.113549.1.9.22.1'), value))
  })
  const implicit = (bytes: Uint8Array) => Buffer.concat([Buffer.from([0x80]), octets(bytes).subarray(1)])
  const encryptedInfo = sequence(oid(data), ...encrypted(sequence(...certificates), encryption, implicit))
  const encryptedData = contextual(0, sequence(integer(0), encryptedInfo))
  const safe = sequence(...keyContents(key, encryption), sequence(oid('1.2.840.113549.1.7.6'), encryptedData))
  return sequence(integer(3), content(safe), ...(mac ? [macData(safe, mac)] : []))
}

function keyContents(key: string | undefined, encryption: PfxParts['encryption']): Buffer[] {
  if (key === undefined) return []
  const der = createPrivateKey(key).export({ type: 'pkcs8', format: 'der' })
  return [content(sequence(bag('1.2.840.113549.1.12.10.1.2', sequence(...encrypted(der, encryption, octets)))))]
}

function encrypted(plain: Buffer, options: PfxParts['encryption'], wrap: (bytes: Uint8Array) => Buffer): Buffer[] {
  const { cipher = 'aes-256-cbc', hash = 'sha256', password, iterations = 2048 } = options
  const [cipherOid, length] = ciphers[cipher]
  const [salt, iv] = [randomBytes(16), randomBytes(16)]
  const writer = createCipheriv(cipher, pbkdf2Sync(password, salt, iterations, length, hash), iv)
  const kdf = derivation(salt, iterations, hash)
  const algorithm = sequence(oid(pbes2), sequence(kdf, sequence(oid(cipherOid), octets(iv))))
  return [algorithm, wrap(Buffer.concat([writer.update(plain), writer.final()]))]
}

function macData(
  content: Buffer,
  { kdfHash = 'sha256', hash = 'sha256', password }: NonNullable<PfxParts['mac']>,
): Buffer {
  const salt = randomBytes(16)
  const key = pbkdf2Sync(password, salt, 2048, 32, kdfHash)
  const parameters = sequence(derivation(salt, 2048, kdfHash, 32), sequence(oid(hmacs[hash]), nothing))
  const digest = octets(createHmac(hash, key).update(content).digest())
  return sequence(sequence(sequence(oid(pbmac1), parameters), digest), octets(Buffer.from('NOT USED')), integer(1))
}

function derivation(salt: Buffer, iterations: number, hash: keyof typeof hmacs, length?: number): Buffer {
  const prf = hash === 'sha1' ? [] : [sequence(oid(hmacs[hash]), nothing)]
  const keyLength = length === undefined ? [] : [integer(length)]
  return sequence(oid(pbkdf2), sequence(octets(salt), integer(iterations), ...keyLength, ...prf))
}

function content(bytes: Buffer): Buffer {
  return sequence(oid(data), contextual(0, octets(bytes)))
}

function bag(type: string, value: Buffer): Buffer {
  return sequence(oid(type), contextual(0, value))
}
