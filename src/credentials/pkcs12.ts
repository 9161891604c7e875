import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Asn1, children, contentOf, derOf, integerOf, oidOf, parseAsn1 } from './asn1.ts'
import { isJavaKeystore } from './file-kind.ts'
import { decryptWithPassword } from './password-encryption.ts'
import { derivePkcs12Key, type Password } from './pkcs12-key.ts'
import { Unusable } from './unusable.ts'

/** What a PKCS#12 file (RFC 7292) holds, decrypted. */
export interface Pkcs12 {
  /** PrivateKeyInfo, DER. */
  keys: Buffer[]
  /** DER. */
  certificates: Buffer[]
}

const oids = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  keyBag: '1.2.840.113549.1.12.10.1.1',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certBag: '1.2.840.113549.1.12.10.1.3',
  safeContentsBag: '1.2.840.113549.1.12.10.1.6',
  x509Certificate: '1.2.840.113549.1.9.22.1',
}

const macHashes = {
  '1.3.14.3.2.26': ['sha1', 20],
  '2.16.840.1.101.3.4.2.1': ['sha256', 32],
  '2.16.840.1.101.3.4.2.2': ['sha384', 48],
  '2.16.840.1.101.3.4.2.3': ['sha512', 64],
} as const

/** Open a PKCS#12 file. `name` begins the sentences of errors. */
export function readPkcs12(bytes: Uint8Array, passphrase: string | undefined, name: string): Pkcs12 {
  const [, authSafe, macData] = structureOf(bytes, name)
  const content = contentOf(children(children(authSafe)[1])[0])
  const password = passwordsToTry(passphrase).find((one) => opens(one, content, macData, name))
  if (password === undefined) throw closed(passphrase, name)
  const found = readContents(content, password)
  if (!found) throw closed(passphrase, name)
  return found
}

/** AuthenticatedSafe (RFC 7292 4); undefined when the password does not open it, which without a MAC shows only here. */
function readContents(content: Buffer, password: Password): Pkcs12 | undefined {
  const found: Pkcs12 = { keys: [], certificates: [] }
  try {
    for (const contentInfo of children(parseAsn1(content))) {
      const safeContents = openContent(contentInfo, password)
      if (!safeContents || !collectBags(parseAsn1(safeContents), password, found)) return undefined
    }
  } catch (error) {
    if (error instanceof Unusable) throw error
    return undefined
  }
  return found
}

/** PFX ::= SEQUENCE { version, authSafe, macData OPTIONAL } */
function structureOf(bytes: Uint8Array, name: string): Asn1[] {
  try {
    const parts = children(parseAsn1(bytes))
    if (integerOf(parts[0]) === 3 && oidOf(children(parts[1])[0]) === oids.data) return parts
  } catch {
    // Worded below.
  }
  if (isJavaKeystore(bytes)) {
    throw new Unusable(
      `${name} is a keystore in Java's own format.`,
      "Convert it: 'keytool -importkeystore -deststoretype pkcs12'.",
    )
  }
  throw new Unusable(
    `${name} is no PKCS#12 file, or a damaged one.`,
    'Give a .p12 or .pfx file; PEM files belong in `cert` and `key`.',
  )
}

/** Programs disagree whether an empty password is an empty string or none. */
function passwordsToTry(passphrase: string | undefined): Password[] {
  return passphrase ? [passphrase] : ['', null]
}

/** MacData (RFC 7292 4) tells whether the password is right; without it the decryption does. */
function opens(password: Password, content: Buffer, macData: Asn1 | undefined, name: string): boolean {
  if (!macData) return true
  const [digestInfo, salt, iterations] = children(macData)
  const [algorithm, digest] = children(digestInfo)
  const oid = oidOf(children(algorithm)[0])
  if (!Object.hasOwn(macHashes, oid)) {
    throw new Unusable(
      `${name} is protected by the MAC ${oid}, which cannot be read.`,
      "Write it anew: 'openssl pkcs12 -export'.",
    )
  }
  const [hash, length] = macHashes[oid as keyof typeof macHashes]
  const rounds = iterations ? integerOf(iterations) : 1
  const key = derivePkcs12Key(password, contentOf(salt), { purpose: 'mac', iterations: rounds, length, hash })
  const mac = createHmac(hash, key).update(content).digest()
  const expected = contentOf(digest)
  return mac.length === expected.length && timingSafeEqual(mac, expected)
}

/** SafeContents of a ContentInfo (RFC 7292 4.1); undefined when the password does not open it. */
function openContent(contentInfo: Asn1, password: Password): Buffer | undefined {
  const [type, explicit] = children(contentInfo)
  const inner = children(explicit)[0]
  if (oidOf(type) === oids.data) return contentOf(inner)
  if (oidOf(type) !== oids.encryptedData) {
    throw new Unusable('The PKCS#12 file is encrypted for a public key.', 'Export it with a password.')
  }
  const [, algorithm, data] = children(children(inner)[1])
  return decryptWithPassword(algorithm, contentOf(data), password)
}

/** Keys and certificates; bags of other kinds (lists, secrets) are none of our business. False: a key stays closed. */
function collectBags(safeContents: Asn1, password: Password, found: Pkcs12): boolean {
  return children(safeContents).every((bag) => {
    const [type, explicit] = children(bag)
    const value = children(explicit)[0]
    switch (value && oidOf(type)) {
      case oids.keyBag:
        found.keys.push(derOf(value!))
        return true
      case oids.shroudedKeyBag: {
        const [algorithm, data] = children(value)
        const key = decryptWithPassword(algorithm, contentOf(data), password)
        if (key) found.keys.push(key)
        return key !== undefined
      }
      case oids.certBag:
        if (oidOf(children(value)[0]) === oids.x509Certificate) {
          found.certificates.push(contentOf(children(children(value)[1])[0]))
        }
        return true
      case oids.safeContentsBag:
        return collectBags(value!, password, found)
      default:
        return true
    }
  })
}

function closed(passphrase: string | undefined, name: string): Unusable {
  const [message, remedy] =
    passphrase === undefined
      ? [`${name} has a passphrase, and the config gives none.`, 'Add `passphrase` to the entry.']
      : [`The passphrase does not open ${name.replace(/^The/, 'the')}.`, 'Correct `passphrase`.']
  return new Unusable(message, remedy, { isPassphrase: true })
}
