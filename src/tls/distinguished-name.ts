import { DecodeError } from './decode-error.ts'
import { DerReader, type DerValue, derTag } from './x509/der.ts'
import { attributeTypes } from './x509/object-identifiers.ts'
import { readObjectIdentifier, readText } from './x509/primitive-values.ts'

/** One attribute of a name, with its type's short name or dotted form. */
export interface NameAttribute {
  type: string
  /** Text, or `#` and the DER form in hexadecimal digits where it is none (RFC 4514 2.4). */
  value: string
}

/** An X.501 Name in DER as an RFC 4514 string, most specific attribute first; malformed bytes as `#` and their digits. */
export function distinguishedName(der: Uint8Array): string {
  try {
    return readName(der)
      .reverse()
      .map((attributes) => attributes.map(({ type, value }) => `${type}=${escaped(value)}`).join('+'))
      .join(',')
  } catch (error) {
    if (error instanceof DecodeError) return `#${hex(der)}`
    throw error
  }
}

/** The RDNSequence of a Name, in the order of its bytes (RFC 5280 4.1.2.4). Throws a DecodeError. */
export function readName(der: Uint8Array): NameAttribute[][] {
  const outer = new DerReader(der, 'Name')
  const names = outer.inside('rdnSequence', derTag.sequence)
  outer.end()
  return names.list((reader) => reader.inside('RelativeDistinguishedName', derTag.set).list(readAttribute))
}

function readAttribute(set: DerReader): NameAttribute {
  const reader = set.inside('AttributeTypeAndValue', derTag.sequence)
  const identifier = readObjectIdentifier(reader.value('type', derTag.objectIdentifier))
  const value = reader.value('value')
  reader.end()
  const type = attributeTypes.get(identifier)
  // RFC 4514 2.4: a type in dotted form takes its value in hexadecimal form
  return type === undefined
    ? { type: identifier, value: `#${hex(value.whole)}` }
    : { type, value: attributeText(value) }
}

function attributeText(value: DerValue): string {
  return readText(value) ?? `#${hex(value.whole)}`
}

/** RFC 4514 2.4 */
function escaped(value: string): string {
  return value
    .replaceAll(/["+,;<>\\]/g, '\\$&')
    .replaceAll('\0', '\\00')
    .replace(/^[ #]/, '\\$&')
    .replace(/(?<!\\) $/, '\\ ')
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
