import { createDecipheriv, createHash, pbkdf2Sync } from 'node:crypto'
import forge from 'node-forge'
import { type Asn1, children, contentOf, integerOf, oidOf } from './asn1.ts'
import { derivePkcs12Key, type Password } from './pkcs12-key.ts'
import { Unusable } from './unusable.ts'

type BlockCipher = 'des' | '3des' | 'rc2-128' | 'rc2-64' | 'rc2-40'

/** PBES1 (RFC 8018 A.3): hash of PBKDF1, and cipher. */
const pbes1: Readonly<Record<string, readonly [hash: string, cipher: BlockCipher]>> = {
  '1.2.840.113549.1.5.3': ['md5', 'des'],
  '1.2.840.113549.1.5.6': ['md5', 'rc2-64'],
  '1.2.840.113549.1.5.10': ['sha1', 'des'],
  '1.2.840.113549.1.5.11': ['sha1', 'rc2-64'],
}

/** Password encryption of PKCS#12 (RFC 7292 appendix C): cipher and length of its key in bytes. */
const pkcs12: Readonly<Record<string, readonly [cipher: BlockCipher, keyLength: number]>> = {
  '1.2.840.113549.1.12.1.3': ['3des', 24],
  '1.2.840.113549.1.12.1.4': ['3des', 16],
  '1.2.840.113549.1.12.1.5': ['rc2-128', 16],
  '1.2.840.113549.1.12.1.6': ['rc2-40', 5],
}

const rc2Bits = { 'rc2-128': 128, 'rc2-64': 64, 'rc2-40': 40 } as const

const pbes2 = '1.2.840.113549.1.5.13'
const pbkdf2 = '1.2.840.113549.1.5.12'

/** Pseudorandom functions of PBKDF2 (RFC 8018 A.2); absent means the first. */
const hmacs: Readonly<Record<string, string>> = {
  '': 'sha1',
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
}

const nodeCiphers: Readonly<Record<string, readonly [name: string, keyLength: number]>> = {
  '2.16.840.1.101.3.4.1.2': ['aes-128-cbc', 16],
  '2.16.840.1.101.3.4.1.22': ['aes-192-cbc', 24],
  '2.16.840.1.101.3.4.1.42': ['aes-256-cbc', 32],
  '1.2.840.113549.3.7': ['des-ede3-cbc', 24],
}

/**
 * Decrypt what an AlgorithmIdentifier with a password describes. Undefined: the password is another one.
 * @throws Unusable for an algorithm that we do not know.
 */
export function decryptWithPassword(algorithm: Asn1 | undefined, data: Buffer, password: Password): Buffer | undefined {
  const [oidNode, parameters] = children(algorithm)
  const oid = oidOf(oidNode)
  if (oid === pbes2) return decryptPbes2(parameters, data, password ?? '')
  const [salt, iterations] = [contentOf(children(parameters)[0]), integerOf(children(parameters)[1])]
  const ofPkcs5 = pbes1[oid]
  if (ofPkcs5) {
    const derived = pbkdf1(ofPkcs5[0], password ?? '', salt, iterations)
    return decryptBlocks(ofPkcs5[1], derived.subarray(0, 8), derived.subarray(8, 16), data)
  }
  const ofPkcs12 = pkcs12[oid]
  if (ofPkcs12) {
    const key = derivePkcs12Key(password, salt, { purpose: 'key', iterations, length: ofPkcs12[1] })
    const iv = derivePkcs12Key(password, salt, { purpose: 'iv', iterations, length: 8 })
    return decryptBlocks(ofPkcs12[0], key, iv, data)
  }
  throw unknownAlgorithm(oid)
}

/** DES, 3DES and RC2 in CBC mode by node-forge: OpenSSL 3 leaves them to a provider that Node does not load. */
export function decryptBlocks(cipher: BlockCipher, key: Buffer, iv: Buffer, data: Buffer): Buffer | undefined {
  const decipher = startDecipher(cipher, key.toString('binary'), iv.toString('binary'))
  decipher.update(forge.util.createBuffer(data.toString('binary')))
  return decipher.finish() ? Buffer.from(decipher.output.getBytes(), 'binary') : undefined
}

function startDecipher(cipher: BlockCipher, key: string, iv: string): forge.cipher.BlockCipher | forge.rc2.cipher {
  if (cipher !== 'des' && cipher !== '3des') {
    const decipher = forge.rc2.createDecryptionCipher(key, rc2Bits[cipher])
    decipher.start(iv)
    return decipher
  }
  // 3DES with two keys uses the first one again as the third.
  const [mode, whole] =
    cipher === 'des' ? (['DES-CBC', key] as const) : (['3DES-CBC', (key + key).slice(0, 24)] as const)
  const decipher = forge.cipher.createDecipher(mode, whole)
  decipher.start({ iv })
  return decipher
}

/** RFC 8018 6.2. */
function decryptPbes2(parameters: Asn1 | undefined, data: Buffer, password: string): Buffer | undefined {
  const [derivation, encryption] = children(parameters)
  const [kdf, kdfParameters] = children(derivation)
  const [cipher, iv] = children(encryption)
  if (oidOf(kdf) !== pbkdf2) throw unknownAlgorithm(oidOf(kdf))
  const [salt, iterations, ...optional] = children(kdfParameters)
  const hmacOid = oidOf(children(optional.at(-1))[0])
  const hmac = hmacs[hmacOid]
  const known = nodeCiphers[oidOf(cipher)]
  if (!hmac || !known) throw unknownAlgorithm(hmac ? oidOf(cipher) : hmacOid)
  const key = pbkdf2Sync(password, contentOf(salt), integerOf(iterations), known[1], hmac)
  try {
    const decipher = createDecipheriv(known[0], key, contentOf(iv))
    return Buffer.concat([decipher.update(data), decipher.final()])
  } catch {
    return undefined
  }
}

/** RFC 8018 5.1. */
function pbkdf1(hash: string, password: string, salt: Buffer, iterations: number): Buffer {
  let derived = Buffer.concat([Buffer.from(password), salt])
  for (let round = 0; round < iterations; round++) derived = createHash(hash).update(derived).digest()
  return derived
}

/** Encryptions that are known and not supported. */
const broken: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.5.1': 'MD2 with DES',
  '1.2.840.113549.1.5.4': 'MD2 with RC2',
  '1.2.840.113549.1.12.1.1': 'RC4-128',
  '1.2.840.113549.1.12.1.2': 'RC4-40',
}

function unknownAlgorithm(oid: string): Unusable {
  return new Unusable(
    `The encryption ${broken[oid] ?? (oid || 'of an unknown kind')} cannot be read.`,
    "Encrypt it anew: 'openssl pkcs8 -topk8 -v2 aes256', or 'openssl pkcs12 -export'.",
  )
}
