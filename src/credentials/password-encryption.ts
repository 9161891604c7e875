import { createDecipheriv, createHash, pbkdf2Sync } from 'node:crypto'
import { type Asn1, children, contentOf, integerOf, oidOf, parseAsn1 } from './asn1.ts'
import { nodeForge } from './node-forge.ts'
import type { PasswordForms } from './password-forms.ts'
import { derivePkcs12Key } from './pkcs12-key.ts'
import { boundedRounds } from './rounds.ts'
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

/** Pseudorandom functions of PBKDF2 (RFC 8018 A.2, RFC 9688 for SHA-3). */
const hmacs: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
  '1.2.840.113549.2.12': 'sha512-224',
  '1.2.840.113549.2.13': 'sha512-256',
  '2.16.840.1.101.3.4.2.13': 'sha3-224',
  '2.16.840.1.101.3.4.2.14': 'sha3-256',
  '2.16.840.1.101.3.4.2.15': 'sha3-384',
  '2.16.840.1.101.3.4.2.16': 'sha3-512',
}

/** AES (RFC 8018 B.2.5), 3DES, Camellia (RFC 3657), ARIA (RFC 5794): Node's name and length of the key in bytes. */
const nodeCiphers: Readonly<Record<string, readonly [name: string, keyLength: number]>> = {
  '2.16.840.1.101.3.4.1.2': ['aes-128-cbc', 16],
  '2.16.840.1.101.3.4.1.22': ['aes-192-cbc', 24],
  '2.16.840.1.101.3.4.1.42': ['aes-256-cbc', 32],
  '1.2.840.113549.3.7': ['des-ede3-cbc', 24],
  '1.2.392.200011.61.1.1.1.2': ['camellia-128-cbc', 16],
  '1.2.392.200011.61.1.1.1.3': ['camellia-192-cbc', 24],
  '1.2.392.200011.61.1.1.1.4': ['camellia-256-cbc', 32],
  '1.2.410.200046.1.1.2': ['aria-128-cbc', 16],
  '1.2.410.200046.1.1.7': ['aria-192-cbc', 24],
  '1.2.410.200046.1.1.12': ['aria-256-cbc', 32],
}

/**
 * Decrypt what an AlgorithmIdentifier with a password describes. Undefined: the password is another one.
 * @throws Unusable for an algorithm that we do not know.
 */
export function decryptWithPassword(
  algorithm: Asn1 | undefined,
  data: Buffer,
  password: PasswordForms,
): Buffer | undefined {
  const [oidNode, parameters] = children(algorithm)
  const oid = oidOf(oidNode)
  if (oid === pbes2) return decryptPbes2(parameters, data, password)
  const salt = contentOf(children(parameters)[0])
  const rounds = () => boundedRounds(integerOf(children(parameters)[1]), 'pkcs12')
  const ofPkcs5 = pbes1[oid]
  if (ofPkcs5) {
    const iterations = rounds()
    return firstOpened(password.octets, (octets) => {
      const derived = pbkdf1(ofPkcs5[0], octets, salt, iterations)
      return decryptBlocks(ofPkcs5[1], derived.subarray(0, 8), derived.subarray(8, 16), data)
    })
  }
  const ofPkcs12 = pkcs12[oid]
  if (ofPkcs12) {
    const iterations = rounds()
    return firstOpened(password.bmp, (bmp) => {
      const key = derivePkcs12Key(bmp, salt, { purpose: 'key', iterations, length: ofPkcs12[1] })
      const iv = derivePkcs12Key(bmp, salt, { purpose: 'iv', iterations, length: 8 })
      return decryptBlocks(ofPkcs12[0], key, iv, data)
    })
  }
  throw unknownAlgorithm(oid)
}

/** Rubbish is well padded once in 256 times, but no ASN.1 that ends where it should. */
function firstOpened(forms: readonly Buffer[], open: (form: Buffer) => Buffer | undefined): Buffer | undefined {
  for (const form of forms) {
    const plain = open(form)
    if (plain !== undefined && isWhole(plain)) return plain
  }
  return undefined
}

function isWhole(plain: Buffer): boolean {
  try {
    return plain[0] === 0x30 && parseAsn1(plain).inside !== undefined
  } catch {
    return false
  }
}

/** DES, 3DES and RC2 in CBC mode; undefined when the padding is wrong. */
export function decryptBlocks(cipher: BlockCipher, key: Buffer, iv: Buffer, data: Buffer): Buffer | undefined {
  if (cipher === 'des' || cipher === '3des') {
    // 3DES with the same key three times is DES; with two keys it uses the first one again.
    return decipher('des-ede3-cbc', Buffer.concat([key, key, key]).subarray(0, 24), iv, data)
  }
  // OpenSSL 3 leaves RC2 to a provider that Node does not load.
  const { rc2, util } = nodeForge()
  const rc2Decipher = rc2.createDecryptionCipher(key.toString('binary'), rc2Bits[cipher])
  rc2Decipher.start(iv.toString('binary'))
  rc2Decipher.update(util.createBuffer(data.toString('binary')))
  return rc2Decipher.finish() ? Buffer.from(rc2Decipher.output.getBytes(), 'binary') : undefined
}

function decipher(name: string, key: Buffer, iv: Buffer, data: Buffer): Buffer | undefined {
  try {
    const cipher = createDecipheriv(name, key, iv)
    return Buffer.concat([cipher.update(data), cipher.final()])
  } catch {
    return undefined
  }
}

/** RFC 8018 6.2. */
function decryptPbes2(parameters: Asn1 | undefined, data: Buffer, password: PasswordForms): Buffer | undefined {
  const [derivation, encryption] = children(parameters)
  const [kdf, kdfParameters] = children(derivation)
  const [cipher, iv] = children(encryption)
  if (oidOf(kdf) !== pbkdf2) throw unknownAlgorithm(oidOf(kdf))
  const known = nodeCiphers[oidOf(cipher)]
  if (!known) throw unknownAlgorithm(oidOf(cipher))
  const [name, length] = known
  const derive = pbkdf2With(kdfParameters)
  const opened = firstOpened(password.octets, (octets) => decipher(name, derive(octets, length), contentOf(iv), data))
  if (opened || /^[\0-\xff]*$/.test(password.text)) return opened
  const ofForge = forgePbkdf2(kdfParameters, password.text, length)
  return ofForge && firstOpened([ofForge], (key) => decipher(name, key, contentOf(iv), data))
}

/** PBKDF2 with the parameters of an AlgorithmIdentifier (RFC 8018 A.2). */
export function pbkdf2With(parameters: Asn1 | undefined): (password: Buffer, length: number) => Buffer {
  const { salt, iterations, hmac } = pbkdf2Parameters(parameters)
  return (password, length) => pbkdf2Sync(password, salt, iterations, length, hmac)
}

function pbkdf2Parameters(parameters: Asn1 | undefined) {
  const [salt, iterations, ...optional] = children(parameters)
  const oid = oidOf(children(optional.at(-1))[0]) || '1.2.840.113549.2.7'
  return { salt: contentOf(salt), iterations: boundedRounds(integerOf(iterations), 'pbkdf2'), hmac: hmacOf(oid) }
}

/** The hash of an HMAC. @throws Unusable for one that we do not know */
export function hmacOf(oid: string): string {
  if (Object.hasOwn(hmacs, oid)) return hmacs[oid]!
  throw unknownAlgorithm(oid)
}

/** What node-forge makes of characters beyond Latin-1 is in no encoding: only its own code comes to the same key. */
function forgePbkdf2(parameters: Asn1 | undefined, password: string, length: number): Buffer | undefined {
  const { salt, iterations, hmac } = pbkdf2Parameters(parameters)
  if (iterations > 100_000 || !/^sha(1|256|384|512)$/.test(hmac)) return undefined
  const { md, pkcs5 } = nodeForge()
  const digest = md[hmac as 'sha1' | 'sha256' | 'sha384' | 'sha512'].create()
  return Buffer.from(pkcs5.pbkdf2(password, salt.toString('binary'), iterations, length, digest), 'binary')
}

/** RFC 8018 5.1. */
function pbkdf1(hash: string, password: Buffer, salt: Buffer, iterations: number): Buffer {
  let derived = Buffer.concat([password, salt])
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
