import { createHash } from 'node:crypto'
import { children, contentOf, oidOf, parseAsn1 } from './asn1.ts'
import { decryptBlocks, decryptWithPassword } from './password-encryption.ts'
import { Unusable } from './unusable.ts'

/** Whether this is an EncryptedPrivateKeyInfo (RFC 5958 3): an algorithm, then an OCTET STRING. */
export function isEncryptedPkcs8(der: Buffer): boolean {
  try {
    const [algorithm, data, ...rest] = children(parseAsn1(der))
    return oidOf(children(algorithm)[0]) !== '' && data?.type === 4 && rest.length === 0
  } catch {
    return false
  }
}

/** The plain key of an EncryptedPrivateKeyInfo; undefined when the passphrase does not open it. */
export function decryptPkcs8(der: Buffer, passphrase: string): Buffer | undefined {
  const [algorithm, data] = children(parseAsn1(der))
  return decryptWithPassword(algorithm, contentOf(data), passphrase)
}

/** Ciphers of the DEK-Info header that OpenSSL 3 does not have: name and length of the key in bytes. */
const dekCiphers = {
  'DES-CBC': ['des', 8],
  'RC2-CBC': ['rc2-128', 16],
  'RC2-64-CBC': ['rc2-64', 8],
  'RC2-40-CBC': ['rc2-40', 5],
} as const

/** The plain key of a block with a DEK-Info header; undefined when the passphrase does not open it. */
export function decryptTraditional(data: Buffer, dekInfo: string, passphrase: string): Buffer | undefined {
  const [name = '', ivText = ''] = dekInfo.split(',').map((part) => part.trim())
  if (!Object.hasOwn(dekCiphers, name)) {
    // A known cipher gets here when a wrong passphrase gave rubbish that looked well padded.
    if (/^(AES-\d+|DES-EDE3)-CBC$/.test(name)) return undefined
    throw new Unusable(`The encryption ${name} cannot be read.`, "Encrypt it anew: 'openssl pkcs8 -topk8 -v2 aes256'.")
  }
  const [cipher, length] = dekCiphers[name as keyof typeof dekCiphers]
  const iv = Buffer.from(ivText, 'hex')
  return decryptBlocks(cipher, bytesToKey(passphrase, iv.subarray(0, 8), length), iv, data)
}

/** OpenSSL's EVP_BytesToKey with MD5 and one round, as the header's format has always used it. */
function bytesToKey(passphrase: string, salt: Buffer, length: number): Buffer {
  let key = Buffer.alloc(0)
  let digest = Buffer.alloc(0)
  while (key.length < length) {
    digest = createHash('md5').update(digest).update(passphrase).update(salt).digest()
    key = Buffer.concat([key, digest])
  }
  return key.subarray(0, length)
}
