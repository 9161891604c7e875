import type { X509Certificate } from 'node:crypto'
import { DerReader, derTag } from '../tls/x509/der.ts'
import { issuerNameOf, issuerWords } from './issuer-words.ts'

/** What the issuer of a certificate is, which nobody has at hand: `intermediate` is proven, `likely an intermediate` is a guess by its name. */
export type UnknownIssuer = 'root' | 'intermediate' | 'likely an intermediate' | 'either'

/** Judged by what the certificate says of its issuer. */
export function unknownIssuerOf({ raw }: X509Certificate): UnknownIssuer {
  return byKeyIdentifier(raw) ?? byName(raw)
}

/** AuthorityKeyIdentifier (RFC 5280 4.2.1.1) may name the issuer's own issuer, which is the issuer itself where that is a root. */
function byKeyIdentifier(raw: Buffer): UnknownIssuer | undefined {
  const identifier = keyIdentifierIn(raw)
  const issuer = issuerNameOf(raw)
  if (identifier === undefined || issuer === undefined) return undefined
  const names = identifier.list((reader) => reader.value('field')).find(({ tag }) => tag === 0xa1)
  if (names === undefined) return undefined
  return Buffer.from(names.content).includes(Buffer.from(issuer)) ? 'root' : 'intermediate'
}

/** The inside of the extension 2.5.29.35, found by its identifier. */
function keyIdentifierIn(raw: Buffer): DerReader | undefined {
  const start = raw.indexOf(Buffer.from('0603551d23', 'hex'))
  if (start < 0) return undefined
  try {
    const extension = new DerReader(raw.subarray(start), 'Extension')
    extension.value('extnID')
    extension.optional('critical', derTag.boolean)
    const value = extension.value('extnValue', derTag.octetString).content
    return new DerReader(value, 'AuthorityKeyIdentifier').inside('AuthorityKeyIdentifier', derTag.sequence)
  } catch {
    return undefined
  }
}

function byName(raw: Buffer): UnknownIssuer {
  const words = issuerWords(raw)
  if (words.includes('root')) return 'root'
  const intermediate = /^(intermediate|issuing|subordinate|subca|sub|ica)\d*$/
  return words.some((word) => intermediate.test(word)) ? 'likely an intermediate' : 'either'
}
