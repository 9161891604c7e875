import { constants, type KeyObject, sign as signBytes } from 'node:crypto'
import { context, integer, nothing, objectIdentifier, sequence } from '../asn1/der.ts'

/** Hashes of signatures, as Web Cryptography spells them. */
export type HashName = 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512'

/** How one key signs: the AlgorithmIdentifier that stands in what it signs, and the signature over bytes. */
export interface Signature {
  identifier: string
  /** DER; absent where the algorithm has none. */
  parameters?: Buffer
  /** AlgorithmIdentifier, DER. */
  algorithm: Buffer
  /** As it stands in the BIT STRING. */
  sign(bytes: Uint8Array): Buffer
}

/** Throws a TypeError for a key that cannot sign, or a hash that does not exist. */
export function signatureOf(key: KeyObject, wanted?: HashName): Signature {
  const type = key.asymmetricKeyType
  const hash = wanted ?? usualHash(key)
  if (!(hash in rsaIdentifiers))
    throw new TypeError(`There is no hash "${hash}"; write ${Object.keys(rsaIdentifiers).join(', ')}.`)
  const digest = hash.replace('-', '').toLowerCase()
  const signed = (bytes: Uint8Array) => signBytes(digest, bytes, key)
  if (type === 'ec') return signature(ecdsaIdentifiers[hash], undefined, signed)
  if (type === 'rsa') return signature(rsaIdentifiers[hash], nothing(), signed)
  if (type === 'rsa-pss') {
    const saltLength = constants.RSA_PSS_SALTLEN_DIGEST
    return signature(pss, pssParameters(hash), (bytes) => signBytes(digest, bytes, { key, saltLength }))
  }
  const identifier = type === 'ed25519' ? '1.3.101.112' : type === 'ed448' ? '1.3.101.113' : undefined
  if (identifier === undefined) throw new TypeError(`A key of type ${type} cannot sign certificates.`)
  return signature(identifier, undefined, (bytes) => signBytes(null, bytes, key))
}

function signature(identifier: string, parameters: Buffer | undefined, sign: Signature['sign']): Signature {
  const algorithm = sequence(objectIdentifier(identifier), ...(parameters ? [parameters] : []))
  return { identifier, ...(parameters && { parameters }), algorithm, sign }
}

/** As strong as the curve is. */
function usualHash({ asymmetricKeyDetails }: KeyObject): HashName {
  if (asymmetricKeyDetails?.namedCurve === 'secp384r1') return 'SHA-384'
  return asymmetricKeyDetails?.namedCurve === 'secp521r1' ? 'SHA-512' : 'SHA-256'
}

const pss = '1.2.840.113549.1.1.10'

const ecdsaIdentifiers: Record<HashName, string> = {
  'SHA-1': '1.2.840.10045.4.1',
  'SHA-256': '1.2.840.10045.4.3.2',
  'SHA-384': '1.2.840.10045.4.3.3',
  'SHA-512': '1.2.840.10045.4.3.4',
}

const rsaIdentifiers: Record<HashName, string> = {
  'SHA-1': '1.2.840.113549.1.1.5',
  'SHA-256': '1.2.840.113549.1.1.11',
  'SHA-384': '1.2.840.113549.1.1.12',
  'SHA-512': '1.2.840.113549.1.1.13',
}

const hashes: Record<HashName, { identifier: string; length: number }> = {
  'SHA-1': { identifier: '1.3.14.3.2.26', length: 20 },
  'SHA-256': { identifier: '2.16.840.1.101.3.4.2.1', length: 32 },
  'SHA-384': { identifier: '2.16.840.1.101.3.4.2.2', length: 48 },
  'SHA-512': { identifier: '2.16.840.1.101.3.4.2.3', length: 64 },
}

/** RSASSA-PSS-params (RFC 4055 3.1), the salt as long as the hash, as TLS 1.3 wants it. */
function pssParameters(hash: HashName): Buffer {
  const { identifier, length } = hashes[hash]
  const algorithm = sequence(objectIdentifier(identifier), nothing())
  const mask = sequence(objectIdentifier('1.2.840.113549.1.1.8'), algorithm)
  return sequence(
    context(0, 'constructed', algorithm),
    context(1, 'constructed', mask),
    context(2, 'constructed', integer(length)),
  )
}
