import { hash as digestOf } from 'node:crypto'

/** Block size in bytes of the hashes that PKCS#12 files use. */
const blockSizes = {
  md5: 64,
  sha1: 64,
  sha224: 64,
  sha256: 64,
  sha384: 128,
  sha512: 128,
  'sha512-224': 128,
  'sha512-256': 128,
  'sha3-224': 144,
  'sha3-256': 136,
  'sha3-384': 104,
  'sha3-512': 72,
} as const

export type Pkcs12Hash = keyof typeof blockSizes

/** The ID byte (RFC 7292 B.3). */
const purposes = { key: 1, iv: 2, mac: 3 } as const

/** Key derivation of PKCS#12 (RFC 7292 B.2). `password`: a BMPString with its terminator, or nothing. */
export function derivePkcs12Key(
  password: Buffer,
  salt: Buffer,
  options: { purpose: keyof typeof purposes; iterations: number; length: number; hash?: Pkcs12Hash },
): Buffer {
  const { purpose, iterations, length, hash = 'sha1' } = options
  const block = blockSizes[hash]
  const diversifier = Buffer.alloc(block, purposes[purpose])
  let input: Buffer = Buffer.concat([stretch(salt, block), stretch(password, block)])
  const derived: Buffer[] = []
  for (let size = 0; size < length; ) {
    let digest = digestOf(hash, Buffer.concat([diversifier, input]), 'buffer')
    for (let round = 1; round < iterations; round++) digest = digestOf(hash, digest, 'buffer')
    derived.push(digest)
    size += digest.length
    input = addToBlocks(input, stretch(digest, block).subarray(0, block))
  }
  return Buffer.concat(derived).subarray(0, length)
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
