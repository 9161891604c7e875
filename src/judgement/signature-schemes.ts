import type { TlsVersion } from '../tls/handshake.ts'

/** On TLS 1.3 a scheme binds its curve (RFC 8446 section 4.2.3); before, any curve goes with any hash. */
const curves: Record<string, string> = {
  'P-256': 'ecdsa_secp256r1_sha256',
  'P-384': 'ecdsa_secp384r1_sha384',
  'P-521': 'ecdsa_secp521r1_sha512',
}

/** SHA-1 and SHA-224 are left out: OpenSSL makes none of these at its default security level. */
const hashes = ['sha256', 'sha384', 'sha512'] as const

/**
 * The signature schemes that a key can make on a TLS version, by their IANA names; `publicKey` as a Certificate has it. Undefined for a
 * kind of key that we do not know.
 */
export function schemesOf(publicKey: string, protocol: TlsVersion | undefined): string[] | undefined {
  const [kind, detail = ''] = publicKey.split(' ')
  const isTls13 = protocol === 'TLSv1.3'
  if (kind === 'Ed25519') return ['ed25519']
  if (kind === 'Ed448') return ['ed448']
  if (kind === 'EC') {
    if (isTls13) return curves[detail] ? [curves[detail]] : brainpool(detail)
    return Object.values(curves)
  }
  // A PSS signature takes twice the hash and two bytes (RFC 8017 section 9.1.1).
  const bytes = Math.ceil(Number(detail) / 8)
  const pss = hashes.filter((hash) => Number.isNaN(bytes) || bytes >= 2 * (Number(hash.slice(3)) / 8) + 2)
  if (kind === 'RSA-PSS') return pss.map((hash) => `rsa_pss_pss_${hash}`)
  if (kind !== 'RSA') return undefined
  return [...pss.map((hash) => `rsa_pss_rsae_${hash}`), ...(isTls13 ? [] : hashes.map((hash) => `rsa_pkcs1_${hash}`))]
}

/** RFC 8734 gives brainpool curves schemes of their own on TLS 1.3; other curves have none. */
function brainpool(curve: string): string[] {
  const bits = /^brainpoolP(256|384|512)r1$/.exec(curve)?.[1]
  return bits === undefined ? [] : [`ecdsa_brainpoolP${bits}r1tls13_sha${bits}`]
}
