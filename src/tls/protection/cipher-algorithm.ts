import { cipherSuiteName } from '../registry/cipher-suites.ts'

/** How a cipher suite protects records and derives keys. */
export interface CipherAlgorithm {
  /** Node's name of the cipher. */
  cipher: string
  mode: 'gcm' | 'ccm' | 'chacha20' | 'cbc'
  keyLength: number
  /** Length of the authentication tag; 0 for CBC. */
  tagLength: number
  /** Length of a cipher block; 0 for the AEAD modes. */
  blockLength: number
  /** Hash of HKDF (TLS 1.3) or of the pseudorandom function (TLS 1.2). */
  hash: 'sha256' | 'sha384'
  /** Hash of the MAC of CBC suites. */
  mac: 'md5' | 'sha1' | 'sha256' | 'sha384'
}

/** Read from the suite's IANA name; undefined for a cipher that is not read here. */
export function cipherAlgorithm(suite: number): CipherAlgorithm | undefined {
  const match = /^TLS_(?:\w+_WITH_)?(.+?)(?:_(MD5|SHA|SHA256|SHA384))?$/.exec(cipherSuiteName(suite))
  const cipher = ciphers.get(match?.[1] ?? '')
  if (cipher === undefined) return undefined
  const suffix = match?.[2]
  return {
    ...cipher,
    hash: suffix === 'SHA384' ? 'sha384' : 'sha256',
    mac: suffix === 'MD5' ? 'md5' : suffix === 'SHA256' ? 'sha256' : suffix === 'SHA384' ? 'sha384' : 'sha1',
  }
}

type Cipher = Omit<CipherAlgorithm, 'hash' | 'mac'>

const ciphers = new Map<string, Cipher>([
  ['AES_128_GCM', aead('aes-128-gcm', 'gcm', 16, 16)],
  ['AES_256_GCM', aead('aes-256-gcm', 'gcm', 32, 16)],
  ['ARIA_128_GCM', aead('aria-128-gcm', 'gcm', 16, 16)],
  ['ARIA_256_GCM', aead('aria-256-gcm', 'gcm', 32, 16)],
  ['AES_128_CCM', aead('aes-128-ccm', 'ccm', 16, 16)],
  ['AES_256_CCM', aead('aes-256-ccm', 'ccm', 32, 16)],
  ['AES_128_CCM_8', aead('aes-128-ccm', 'ccm', 16, 8)],
  ['AES_256_CCM_8', aead('aes-256-ccm', 'ccm', 32, 8)],
  ['CHACHA20_POLY1305', aead('chacha20-poly1305', 'chacha20', 32, 16)],
  ['AES_128_CBC', cbc('aes-128-cbc', 16, 16)],
  ['AES_256_CBC', cbc('aes-256-cbc', 32, 16)],
  ['CAMELLIA_128_CBC', cbc('camellia-128-cbc', 16, 16)],
  ['CAMELLIA_256_CBC', cbc('camellia-256-cbc', 32, 16)],
  ['3DES_EDE_CBC', cbc('des-ede3-cbc', 24, 8)],
])

function aead(cipher: string, mode: 'gcm' | 'ccm' | 'chacha20', keyLength: number, tagLength: number): Cipher {
  return { cipher, mode, keyLength, tagLength, blockLength: 0 }
}

function cbc(cipher: string, keyLength: number, blockLength: number): Cipher {
  return { cipher, mode: 'cbc', keyLength, tagLength: 0, blockLength }
}
