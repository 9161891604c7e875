import { DecodeError } from '../decode-error.ts'
import { distinguishedName } from '../distinguished-name.ts'
import { contextTag, DerReader, type DerValue } from './der.ts'
import { readObjectIdentifier, readText } from './primitive-values.ts'

export interface GeneralName {
  type: 'otherName' | 'email' | 'DNS' | 'x400Address' | 'dirName' | 'ediPartyName' | 'URI' | 'IP' | 'registeredID'
  /** Text: addresses as people write them, names as RFC 4514 strings, `identifier;value` for an otherName. */
  value: string
  /** Content octets; of an iPAddress: 4 or 16 bytes, in a name constraint 8 or 32. */
  bytes: Uint8Array
}

/** GeneralName (RFC 5280 4.2.1.6) */
export function readGeneralName(reader: DerReader): GeneralName {
  const value = reader.value('GeneralName')
  const form = forms.get(value.tag)
  const bytes = value.content
  if (form !== undefined) return { type: form.type, value: form.text(value), bytes }
  throw new DecodeError('GeneralName', 'one of its nine forms', `tag 0x${value.tag.toString(16)}`)
}

/** Addresses of 4 and 16 bytes; with a mask behind in name constraints; other lengths in hexadecimal digits. */
export function addressText(bytes: Uint8Array): string {
  if (bytes.length === 8 || bytes.length === 32) {
    const half = bytes.length / 2
    return `${addressText(bytes.subarray(0, half))}/${addressText(bytes.subarray(half))}`
  }
  if (bytes.length === 4) return bytes.join('.')
  if (bytes.length !== 16) return `#${Buffer.from(bytes).toString('hex')}`
  const groups = Array.from({ length: 8 }, (_, index) =>
    Buffer.from(bytes)
      .readUInt16BE(index * 2)
      .toString(16),
  )
  return compressed(groups.join(':'))
}

/** The longest run of two or more zero groups becomes `::` (RFC 5952 4.2). */
function compressed(address: string): string {
  const runs = [...address.matchAll(/(?<![^:])0(?::0)+(?![^:])/g)]
  const longest = runs.reduce<RegExpMatchArray | undefined>(
    (best, run) => (best === undefined || run[0].length > best[0].length ? run : best),
    undefined,
  )
  if (longest?.index === undefined) return address
  const before = address.slice(0, longest.index).replace(/:$/, '')
  const after = address.slice(longest.index + longest[0].length).replace(/^:/, '')
  return `${before}::${after}`
}

const forms = new Map<number, { type: GeneralName['type']; text(value: DerValue): string }>([
  [contextTag(0, 'constructed'), { type: 'otherName', text: otherNameText }],
  [contextTag(1, 'primitive'), { type: 'email', text: ascii }],
  [contextTag(2, 'primitive'), { type: 'DNS', text: ascii }],
  [contextTag(3, 'constructed'), { type: 'x400Address', text: ({ content }) => hex(content) }],
  [contextTag(4, 'constructed'), { type: 'dirName', text: ({ content }) => distinguishedName(content) }],
  [contextTag(5, 'constructed'), { type: 'ediPartyName', text: partyText }],
  [contextTag(6, 'primitive'), { type: 'URI', text: ascii }],
  [contextTag(7, 'primitive'), { type: 'IP', text: ({ content }) => addressText(content) }],
  [contextTag(8, 'primitive'), { type: 'registeredID', text: readObjectIdentifier }],
])

function ascii({ content }: DerValue): string {
  return Buffer.from(content).toString('latin1')
}

/** AnotherName: type-id, [0] value */
function otherNameText({ content }: DerValue): string {
  const reader = new DerReader(content, 'AnotherName')
  const identifier = readObjectIdentifier(reader.value('type-id'))
  const value = new DerReader(reader.value('value', contextTag(0, 'constructed')).content, 'value').value('value')
  return `${identifier};${readText(value) ?? hex(value.whole)}`
}

/** EDIPartyName: [0] nameAssigner, which may be absent, [1] partyName */
function partyText({ content }: DerValue): string {
  const reader = new DerReader(content, 'EDIPartyName')
  reader.optional('nameAssigner', contextTag(0, 'constructed'))
  reader.value('partyName', contextTag(1, 'constructed'))
  reader.end()
  return hex(content)
}

function hex(bytes: Uint8Array): string {
  return `#${Buffer.from(bytes).toString('hex')}`
}
