import { createHash } from 'node:crypto'

/** `null`: no password at all, which PKCS#12 tells from an empty one. */
export type Password = string | null

/** Block size in bytes of the hashes that PKCS#12 files use. */
const blockSizes = { sha1: 64, sha256: 64, sha384: 128, sha512: 128 } as const

export type Pkcs12Hash = keyof typeof blockSizes

/** The ID byte (RFC 7292 B.3). */
const purposes = { key: 1, iv: 2, mac: 3 } as const

/** Key derivation of PKCS#12 (RFC 7292 B.2). */
export function derivePkcs12Key(
  password: Password,
  salt: Buffer,
  options: { purpose: keyof typeof purposes; iterations: number; length: number; hash?: Pkcs12Hash },
): Buffer {
  const { purpose, iterations, length, hash = 'sha1' } = options
  const block = blockSizes[hash]
  const diversifier = Buffer.alloc(block, purposes[purpose])
  let input: Buffer = Buffer.concat([stretch(salt, block), stretch(passwordBytes(password), block)])
  const derived: Buffer[] = []
  for (let size = 0; size < length; ) {
    let digest = createHash(hash).update(diversifier).update(input).digest()
    for (let round = 1; round < iterations; round++) digest = createHash(hash).update(digest).digest()
    derived.push(digest)
    size += digest.length
    input = addToBlocks(input, stretch(digest, block).subarray(0, block))
  }
  return Buffer.concat(derived).subarray(0, length)
}

/** BMPString with its terminator, big endian (RFC 7292 B.1). */
function passwordBytes(password: Password): Buffer {
  return password === null ? Buffer.alloc(0) : Buffer.from(`${password}\0`, 'utf16le').swap16()
}

/** Repeated to fill whole blocks. */
function stretch(bytes: Buffer, block: number): Buffer {
  return Buffer.alloc(Math.ceil(bytes.length / block) * block, bytes.length === 0 ? undefined : bytes)
}

/** Each block of the input becomes itself plus the addend plus one, modulo its size (RFC 7292 B.2 step 6C). */
function addToBlocks(input: Buffer, addend: Buffer): Buffer {
  const result = Buffer.alloc(input.length)
  for (let start = 0; start < input.length; start += addend.length) {
    let carry = 1
    for (let index = addend.length - 1; index >= 0; index--) {
      carry += input[start + index]! + addend[index]!
      result[start + index] = carry & 0xff
      carry >>= 8
    }
  }
  return result
}
