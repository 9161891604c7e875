import type { SignatureFacts } from '../tls/x509/signature-algorithm.ts'

/** Bits of security that OpenSSL gives to a key; endless where it is not known how many. */
export function securityBitsOfKey(name: string, bits: number | undefined): number {
  if (name === 'Ed25519') return 128
  if (name === 'Ed448') return 224
  if (bits === undefined) return Number.POSITIVE_INFINITY
  return name.startsWith('EC ') ? ofCurve(bits) : ofModulus(bits)
}

/** Half the bits of a hash; MD5 and SHA-1 are broken. What has no hash that OpenSSL knows is worth nothing. */
export function securityBitsOfSignature({ name, hash }: SignatureFacts): number {
  if (hash !== undefined) return hashBits[hash] ?? 0
  if (name === 'Ed25519') return 128
  if (name === 'Ed448') return 224
  return name.startsWith('ML-DSA-') ? Number.POSITIVE_INFINITY : 0
}

const hashBits: Readonly<Record<string, number>> = {
  md4: 39,
  md5: 39,
  sha1: 63,
  sha224: 112,
  sha256: 128,
  sha384: 192,
  sha512: 256,
}

function ofCurve(bits: number): number {
  const step = [512, 384, 256, 224, 160].find((least) => bits >= least)
  return step === undefined ? Math.floor(bits / 2) : ({ 512: 256, 384: 192, 256: 128, 224: 112, 160: 80 }[step] ?? 0)
}

const standardModuli: Readonly<Record<number, number>> = {
  2048: 112,
  3072: 128,
  4096: 152,
  6144: 176,
  7680: 192,
  8192: 200,
  15360: 256,
}

/** NIST SP 800-56B appendix D: the work of the general number field sieve, rounded to a multiple of 8. */
function ofModulus(bits: number): number {
  const standard = standardModuli[bits]
  if (standard !== undefined) return standard
  if (bits < 8) return 0
  const size = bits * Math.LN2
  const work = Math.floor((1.923 * Math.cbrt(size * Math.log(size) ** 2) - 4.69) / Math.LN2)
  const most = bits <= 7680 ? 192 : bits <= 15_360 ? 256 : 1200
  return Math.min((work + 4) & ~7, most)
}
