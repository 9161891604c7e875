import { DerReader, type DerValue, derTag } from './der.ts'
import { keyAlgorithms, namedCurves } from './object-identifiers.ts'
import { bitLength, readBitString, readObjectIdentifier } from './primitive-values.ts'

export interface PublicKeyFacts {
  /** `RSA 2048`, `EC P-256`, `Ed25519`; otherwise the dotted form of the algorithm. */
  name: string
  /** `RSA`, `EC`; otherwise the dotted form of the algorithm. */
  family: string
  /** Dotted form. */
  algorithm: string
  /** Length of an RSA or DSA modulus, or of a known curve's field. */
  bits?: number
  /** SubjectPublicKeyInfo in DER. */
  spki: Uint8Array
}

/** SubjectPublicKeyInfo (RFC 5280 4.1.2.7, RFC 3279 2.3, RFC 5480 section 2). */
export function readPublicKey({ content, whole }: DerValue): PublicKeyFacts {
  const reader = new DerReader(content, 'SubjectPublicKeyInfo')
  const parameters = reader.inside('algorithm', derTag.sequence)
  const algorithm = readObjectIdentifier(parameters.value('algorithm', derTag.objectIdentifier))
  const { bytes: key } = readBitString(reader.value('subjectPublicKey', derTag.bitString))
  reader.end()
  const family = keyAlgorithms.get(algorithm) ?? algorithm
  const { name, bits } = readKey(family, parameters, key)
  return { name, family, algorithm, spki: whole, ...(bits !== undefined && { bits }) }
}

function readKey(family: string, parameters: DerReader, key: Uint8Array): { name: string; bits?: number } {
  if (family === 'EC') return readCurve(parameters)
  if (family === 'RSA' || family === 'RSA-PSS') {
    const modulus = new DerReader(key, 'RSAPublicKey').inside('RSAPublicKey', derTag.sequence)
    return sized(family, modulus.value('modulus', derTag.integer))
  }
  if (family === 'DSA') {
    return sized(family, parameters.inside('Dss-Parms', derTag.sequence).value('p', derTag.integer))
  }
  return { name: family }
}

function sized(family: string, integer: DerValue): { name: string; bits: number } {
  const bits = bitLength(integer)
  return { name: `${family} ${bits}`, bits }
}

function readCurve(parameters: DerReader): { name: string; bits?: number } {
  const curve = parameters.value('namedCurve', derTag.objectIdentifier, derTag.sequence)
  // explicit parameters are not allowed in the Web's certificates (RFC 5480 2.1.1)
  if (curve.tag === derTag.sequence) return { name: 'EC with explicit parameters' }
  const identifier = readObjectIdentifier(curve)
  const name = namedCurves.get(identifier)
  if (name === undefined) return { name: `EC ${identifier}` }
  return { name: `EC ${name}`, bits: Number(/\d{3}/.exec(name)?.[0]) }
}
