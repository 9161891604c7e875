import type { NameAttribute } from '../tls/distinguished-name.ts'
import { derTag } from '../tls/x509/der.ts'

/**
 * The parts of a name in a form that is equal for names that OpenSSL takes for the same (RFC 5280 7.1): whatever string type a value has,
 * case of ASCII letters and runs of blanks do not matter. In the order of the bytes.
 */
export function canonicalName(attributes: readonly NameAttribute[][]): string[] {
  return attributes.map((part) => part.map(canonicalAttribute).sort().join('+'))
}

/** The other string types compare by their bytes. */
const comparedAsText = new Set<number>([
  derTag.utf8String,
  derTag.bmpString,
  derTag.universalString,
  derTag.printableString,
  derTag.teletexString,
  derTag.ia5String,
  derTag.visibleString,
])

function canonicalAttribute({ type, text, der }: NameAttribute): string {
  if (text === undefined || !comparedAsText.has(der[0] ?? 0)) return `${type}=#${Buffer.from(der).toString('hex')}`
  const value = text
    .replace(/[ \t-\r]+/g, ' ')
    .replace(/^ | $/g, '')
    .replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
  return `${type}=${JSON.stringify(value)}`
}
