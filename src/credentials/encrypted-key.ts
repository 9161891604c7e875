import { createHash, createPrivateKey, type KeyObject } from 'node:crypto'
import { children, contentOf, integerOf, oidOf, parseAsn1 } from './asn1.ts'
import { decryptBlocks, decryptWithPassword } from './password-encryption.ts'
import { type PasswordForms, passwordForms } from './password-forms.ts'
import { type PemBlock, writePem } from './pem.ts'
import { boundedRounds } from './rounds.ts'
import { Unusable } from './unusable.ts'

/** Whether this is an EncryptedPrivateKeyInfo (RFC 5958 3): an algorithm, then an OCTET STRING. */
export function isEncryptedPkcs8(der: Buffer): boolean {
  try {
    const [algorithm, data, ...rest] = children(parseAsn1(der))
    return oidOf(children(algorithm)[0]) !== '' && data?.tag === 0x04 && rest.length === 0
  } catch {
    return false
  }
}

/** The key of an EncryptedPrivateKeyInfo; undefined when the passphrase does not open it. @throws Unusable */
export function openPkcs8(der: Buffer, passphrase: string): KeyObject | undefined {
  refuseEndlessDerivation(der)
  const forms = passwordForms(passphrase)
  for (const octets of forms.octets) {
    try {
      return createPrivateKey({ key: der, format: 'der', type: 'pkcs8', passphrase: octets })
    } catch (error) {
      if (isUnsupported(error)) return decryptPkcs8(der, forms)
    }
  }
  return /^[\0-\xff]*$/.test(passphrase) ? undefined : decryptPkcs8(der, forms)
}

/** OpenSSL 3 leaves old ciphers to a provider that Node does not load. */
function isUnsupported(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string }
  return /unsupported/i.test(`${code} ${message}`)
}

function decryptPkcs8(der: Buffer, forms: PasswordForms): KeyObject | undefined {
  if (!isEncryptedPkcs8(der)) return undefined
  const [algorithm, data] = children(parseAsn1(der))
  const plain = decryptWithPassword(algorithm, contentOf(data), forms)
  return plain && plainKey(plain)
}

const pbes2 = '1.2.840.113549.1.5.13'
const scrypt = '1.3.6.1.4.1.11591.4.11'

/** OpenSSL counts as many rounds as the file asks for, for hours if need be. */
function refuseEndlessDerivation(der: Buffer): void {
  if (!isEncryptedPkcs8(der)) return
  const [oid, parameters] = children(children(parseAsn1(der))[0])
  if (oidOf(oid) !== pbes2) {
    boundedRounds(integerOf(children(parameters)[1]), 'pkcs12')
    return
  }
  const [kdf, kdfParameters] = children(children(parameters)[0])
  const [, ...numbers] = children(kdfParameters)
  if (oidOf(kdf) !== scrypt) boundedRounds(integerOf(numbers[0]), 'pbkdf2')
  // RFC 7914 7.1: cost, block size, parallelization. A round is as dear as some hundred of PBKDF2.
  else boundedRounds(numbers.slice(0, 3).reduce((product, number) => product * integerOf(number), 1) / 8, 'pbkdf2')
}

/** The three plain structures do not overlap: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017 A.1.2), SEC1 (RFC 5915). */
export function plainKey(der: Buffer): KeyObject | undefined {
  for (const type of ['pkcs8', 'pkcs1', 'sec1'] as const) {
    try {
      return createPrivateKey({ key: der, format: 'der', type })
    } catch {
      // The next structure may fit.
    }
  }
  return undefined
}

/** The key of a block with a DEK-Info header; undefined when the passphrase does not open it. @throws Unusable */
export function openTraditional(block: PemBlock, dekInfo: string, passphrase: string): KeyObject | undefined {
  const body = writePem(block.label, block.der)
  const key = body.replace(/\n/, `\nProc-Type: 4,ENCRYPTED\nDEK-Info: ${dekInfo}\n\n`)
  for (const octets of passwordForms(passphrase).octets) {
    try {
      return createPrivateKey({ key, format: 'pem', passphrase: octets })
    } catch (error) {
      const plain = isUnsupported(error) ? decryptTraditional(block.der, dekInfo, octets) : undefined
      const opened = plain && plainKey(plain)
      if (opened) return opened
    }
  }
  return undefined
}

/** Ciphers of the DEK-Info header that OpenSSL 3 does not have: name and length of the key in bytes. */
const dekCiphers = {
  'DES-CBC': ['des', 8],
  'RC2-CBC': ['rc2-128', 16],
  'RC2-64-CBC': ['rc2-64', 8],
  'RC2-40-CBC': ['rc2-40', 5],
} as const

/** The plain key of a block with a DEK-Info header; undefined when the passphrase does not open it. */
function decryptTraditional(data: Buffer, dekInfo: string, passphrase: Buffer): Buffer | undefined {
  const [name = '', ivText = ''] = dekInfo.split(',').map((part) => part.trim())
  if (!Object.hasOwn(dekCiphers, name)) {
    // A known cipher gets here when a wrong passphrase gave rubbish that looked well padded.
    if (/^(AES-\d+|DES-EDE3)-CBC$/.test(name)) return undefined
    throw new Unusable(
      `The encryption ${/^[A-Z0-9-]{2,24}$/.test(name) ? name : 'in its DEK-Info line'} cannot be read.`,
      "Encrypt it anew: 'openssl pkcs8 -topk8 -v2 aes256'.",
    )
  }
  const [cipher, length] = dekCiphers[name as keyof typeof dekCiphers]
  const iv = Buffer.from(ivText, 'hex')
  return decryptBlocks(cipher, bytesToKey(passphrase, iv.subarray(0, 8), length), iv, data)
}

/** OpenSSL's EVP_BytesToKey with MD5 and one round, as the header's format has always used it. */
function bytesToKey(passphrase: Buffer, salt: Buffer, length: number): Buffer {
  let key = Buffer.alloc(0)
  let digest = Buffer.alloc(0)
  while (key.length < length) {
    digest = createHash('md5').update(digest).update(passphrase).update(salt).digest()
    key = Buffer.concat([key, digest])
  }
  return key.subarray(0, length)
}
