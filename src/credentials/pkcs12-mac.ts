import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Asn1, children, contentOf, integerOf, oidOf } from './asn1.ts'
import { hmacOf, pbkdf2With } from './password-encryption.ts'
import type { PasswordForms } from './password-forms.ts'
import { derivePkcs12Key, type Pkcs12Hash } from './pkcs12-key.ts'
import { boundedRounds } from './rounds.ts'
import { Unusable } from './unusable.ts'

/** Hash and length of its digest in bytes. */
const macHashes: Readonly<Record<string, readonly [hash: Pkcs12Hash, length: number]>> = {
  '1.2.840.113549.2.5': ['md5', 16],
  '1.3.14.3.2.26': ['sha1', 20],
  '2.16.840.1.101.3.4.2.1': ['sha256', 32],
  '2.16.840.1.101.3.4.2.2': ['sha384', 48],
  '2.16.840.1.101.3.4.2.3': ['sha512', 64],
  '2.16.840.1.101.3.4.2.4': ['sha224', 28],
  '2.16.840.1.101.3.4.2.5': ['sha512-224', 28],
  '2.16.840.1.101.3.4.2.6': ['sha512-256', 32],
  '2.16.840.1.101.3.4.2.7': ['sha3-224', 28],
  '2.16.840.1.101.3.4.2.8': ['sha3-256', 32],
  '2.16.840.1.101.3.4.2.9': ['sha3-384', 48],
  '2.16.840.1.101.3.4.2.10': ['sha3-512', 64],
}

/** RFC 9579. */
const pbmac1 = '1.2.840.113549.1.5.14'

/**
 * Whether the MAC of a PKCS#12 file (MacData, RFC 7292 4) fits its content under the password, and the password with the form that fits first.
 * @throws Unusable for a MAC that we do not know
 */
export function fittingPassword(
  password: PasswordForms,
  content: Buffer,
  macData: Asn1,
  name: string,
): PasswordForms | undefined {
  const [digestInfo, salt, iterations] = children(macData)
  const [algorithm, digest] = children(digestInfo)
  const [oidNode, parameters] = children(algorithm)
  const expected = contentOf(digest)
  const oid = oidOf(oidNode)
  if (oid === pbmac1) {
    const mac = pbmac1With(parameters)
    return password.octets.some((octets) => isSame(mac(octets, content), expected)) ? password : undefined
  }
  const known = Object.hasOwn(macHashes, oid) ? macHashes[oid] : undefined
  if (!known) throw unknownMac(oid, name)
  const [hash, length] = known
  const rounds = boundedRounds(iterations ? integerOf(iterations) : 1, 'mac')
  const fitting = password.bmp.find((bmp) => {
    const key = derivePkcs12Key(bmp, contentOf(salt), { purpose: 'mac', iterations: rounds, length, hash })
    return isSame(createHmac(hash, key).update(content).digest(), expected)
  })
  return fitting && { ...password, bmp: [fitting, ...password.bmp.filter((form) => form !== fitting)] }
}

/** PBMAC1-params (RFC 9579 4): the key derivation, which has to give the length of the key, and the HMAC. */
function pbmac1With(parameters: Asn1 | undefined): (password: Buffer, content: Buffer) => Buffer {
  const [derivation, scheme] = children(parameters)
  const kdfParameters = children(derivation)[1]
  const length = children(kdfParameters)[2]
  const derive = pbkdf2With(kdfParameters)
  const hmac = hmacOf(oidOf(children(scheme)[0]))
  const keyLength = length?.tag === 0x02 ? Math.min(integerOf(length), 1024) : 0
  return (password, content) => createHmac(hmac, derive(password, keyLength)).update(content).digest()
}

function isSame(mac: Buffer, expected: Buffer): boolean {
  return mac.length === expected.length && timingSafeEqual(mac, expected)
}

function unknownMac(oid: string, name: string): Unusable {
  return new Unusable(
    `${name} is protected by the MAC ${oid || 'of an unknown kind'}, which cannot be read.`,
    "Write it anew: 'openssl pkcs12 -export'.",
  )
}
