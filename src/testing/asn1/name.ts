import { derTag } from '../../tls/x509/der.ts'
import { attributeTypes } from '../../tls/x509/object-identifiers.ts'
import { quoted } from '../quoted.ts'
import { der, objectIdentifier, sequence, setOf } from './der.ts'

/** String types that an attribute of a name can have (RFC 5280 4.1.2.4); `last`: the last character that each can hold. */
const stringTypes = {
  utf8String: { tag: derTag.utf8String, encoding: 'utf8', last: 0x10ffff },
  printableString: { tag: derTag.printableString, encoding: 'latin1', last: 0x7f },
  ia5String: { tag: derTag.ia5String, encoding: 'latin1', last: 0x7f },
  teletexString: { tag: derTag.teletexString, encoding: 'latin1', last: 0xff },
  bmpString: { tag: derTag.bmpString, encoding: 'utf16le', last: 0xffff },
} as const

type StringType = keyof typeof stringTypes

/** The text of an attribute, or its text under the string type that it is to have: `{ printableString: 'NP' }`. */
export type AttributeValue = string | { [Type in StringType]?: string }

/**
 * A distinguished name: an RFC 4514 string (`CN=orders,O=Example`), or an object of its attributes by short name or OID,
 * the most specific first, as in that string. A list gives an attribute several times. Bytes are a Name in DER, taken as they are.
 */
export type SubjectInput = string | Uint8Array | Record<string, AttributeValue | readonly AttributeValue[]>

/** The X.501 Name in DER. Throws a TypeError that names what it does not understand. */
export function encodeName(subject: SubjectInput): Buffer {
  if (ArrayBuffer.isView(subject)) return Buffer.from(subject.buffer, subject.byteOffset, subject.byteLength)
  const names = typeof subject === 'string' ? parse(subject) : fromObject(subject)
  // RFC 4514 writes the most specific first, the wire has it last
  return sequence(...names.reverse().map((attributes) => setOf(...attributes.map(encodeAttribute))))
}

interface Attribute {
  type: string
  value: AttributeValue | Buffer
}

function fromObject(subject: Exclude<SubjectInput, string | Uint8Array>): Attribute[][] {
  return Object.entries(subject).flatMap(([type, values]) =>
    (Array.isArray(values) ? (values as AttributeValue[]) : [values as AttributeValue]).map((value) => [
      { type, value },
    ]),
  )
}

/** RFC 4514 section 3; `+` joins the attributes of one RDN, and quotes are taken as RFC 1779 had them. */
function parse(text: string): Attribute[][] {
  const names: Attribute[][] = []
  let joins = false
  for (const { piece, separator } of pieces(text)) {
    const [, type, value] = /^\s*([A-Za-z][\w-]*|\d+(?:\.\d+)+)\s*=([\s\S]*)$/.exec(piece) ?? []
    if (type === undefined || value === undefined) {
      if (piece.trim() === '' && text.trim() === '') return []
      throw new TypeError(
        `${quoted(text)} is no distinguished name: ${quoted(piece)} is no attribute; write CN=orders,O=Example.`,
      )
    }
    const attribute = { type, value: unescaped(value) }
    if (joins) names.at(-1)!.push(attribute)
    else names.push([attribute])
    joins = separator === '+'
  }
  return names
}

function* pieces(text: string): Generator<{ piece: string; separator: string }> {
  let piece = ''
  let quoted = false
  for (const [part] of text.matchAll(/\\[\s\S]|[\s\S]/g)) {
    if (part === '"') quoted = !quoted
    if (!quoted && (part === ',' || part === '+' || part === ';')) {
      yield { piece, separator: part }
      piece = ''
    } else piece += part
  }
  yield { piece, separator: '' }
}

function unescaped(written: string): string | Buffer {
  const text = written.replace(/^\s+/, '').replace(/(?<!\\)\s+$/, '')
  if (/^#([0-9a-f]{2})+$/i.test(text)) return Buffer.from(text.slice(1), 'hex')
  const bare = /^"[\s\S]*"$/.test(text) ? text.slice(1, -1) : text
  return bare.replace(/(?:\\[0-9a-f]{2})+|\\([\s\S])/gi, (run, character?: string) =>
    character === undefined ? Buffer.from(run.replaceAll('\\', ''), 'hex').toString('utf8') : character,
  )
}

function encodeAttribute({ type, value }: Attribute): Buffer {
  const identifier = identifierOf(type)
  return sequence(objectIdentifier(identifier), Buffer.isBuffer(value) ? value : encodeText(type, identifier, value))
}

function encodeText(type: string, identifier: string, value: AttributeValue): Buffer {
  const [[written, text] = [], ...more] =
    typeof value === 'string' ? [[usualTypes.get(identifier) ?? 'utf8String', value]] : Object.entries(value)
  const form = stringTypes[written as StringType]
  if (form === undefined || typeof text !== 'string' || more.length > 0) {
    throw new TypeError(`${type} needs a text, or one of ${Object.keys(stringTypes).join(', ')} with it.`)
  }
  const alien = [...text].find((character) => character.codePointAt(0)! > form.last)
  if (alien !== undefined) throw new TypeError(`${type} is a ${written} here, which cannot hold "${alien}".`)
  const bytes = Buffer.from(text, form.encoding)
  return der(form.tag, form.encoding === 'utf16le' ? bytes.swap16() : bytes)
}

/** What RFC 5280 appendix A.1 gives these attributes. */
const usualTypes = new Map<string, StringType>([
  ['2.5.4.5', 'printableString'],
  ['2.5.4.6', 'printableString'],
  ['2.5.4.46', 'printableString'],
  ['0.9.2342.19200300.100.1.25', 'ia5String'],
  ['1.2.840.113549.1.9.1', 'ia5String'],
])

const furtherNames: [string, string][] = [
  ['commonname', '2.5.4.3'],
  ['email', '1.2.840.113549.1.9.1'],
  ['e', '1.2.840.113549.1.9.1'],
  ['s', '2.5.4.8'],
  ['givenname', '2.5.4.42'],
  ['surname', '2.5.4.4'],
]

const identifiers = new Map([
  ...[...attributeTypes].map(([identifier, name]): [string, string] => [name.toLowerCase(), identifier]),
  ...furtherNames,
])

function identifierOf(type: string): string {
  if (/^\d/.test(type)) return type
  const identifier = identifiers.get(type.toLowerCase())
  if (identifier !== undefined) return identifier
  throw new TypeError(
    `There is no attribute ${quoted(type)} of a name; write its OID, or one of ${[...attributeTypes.values()].join(', ')}.`,
  )
}
