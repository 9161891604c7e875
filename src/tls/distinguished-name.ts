import { DerReader, derTag } from './x509/der.ts'
import { attributeTypes } from './x509/object-identifiers.ts'
import { readObjectIdentifier, readText } from './x509/primitive-values.ts'

/** One attribute of a name. */
export interface NameAttribute {
  /** Short name, or the dotted form where it has none here. */
  type: string
  /** Absent for a value that is no text. */
  text?: string
  /** The value in DER. */
  der: Uint8Array
}

/** An X.501 Name in DER as an RFC 4514 string, most specific attribute first; malformed bytes as `#` and their digits. */
export function distinguishedName(der: Uint8Array): string {
  try {
    return nameText(readName(der))
  } catch {
    return `#${hex(der)}`
  }
}

/** The RFC 4514 string of a name that was read. */
export function nameText(name: readonly NameAttribute[][]): string {
  return name
    .map((attributes) => attributes.map((attribute) => `${attribute.type}=${attributeValue(attribute)}`).join('+'))
    .reverse()
    .join(',')
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
  const text = readText(value)
  return {
    type: attributeTypes.get(identifier) ?? identifier,
    ...(text !== undefined && { text }),
    der: value.whole,
  }
}

/** RFC 4514 2.4: a type in dotted form takes its value in hexadecimal form, and so does a value that is no text. */
function attributeValue({ type, text, der }: NameAttribute): string {
  return text === undefined || /^\d/.test(type) ? `#${hex(der)}` : escaped(text)
}

function escaped(value: string): string {
  if (!/["+,;<>\\\0]|^[ #]| $/.test(value)) return value
  return value
    .replaceAll(/["+,;<>\\]/g, '\\$&')
    .replaceAll('\0', '\\00')
    .replace(/^[ #]/, '\\$&')
    .replace(/(?<!\\) $/, '\\ ')
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
