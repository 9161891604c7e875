import { DecodeError } from '../decode-error.ts'
import { type DerValue, derTag } from './der.ts'

/** Dotted form: `2.5.4.3` (X.690 8.19). */
export function readObjectIdentifier({ content }: DerValue): string {
  const whole = content.length > 0 && content.length <= longestIdentifier && (content.at(-1) as number) < 0x80
  if (!whole) {
    const start = Buffer.from(content.subarray(0, 16)).toString('hex')
    throw new DecodeError('OBJECT IDENTIFIER', 'whole arcs', `${content.length} bytes that begin with ${start}`)
  }
  let text = ''
  let arc = 0
  let large = 0n
  for (const byte of content) {
    // an arc of more than 32 bits, as UUIDs under 2.25 have
    if (large > 0n || arc >= 2 ** 25) large = (large || BigInt(arc)) * 128n + BigInt(byte & 0x7f)
    else arc = arc * 128 + (byte & 0x7f)
    if (byte >= 0x80) continue
    text += text === '' ? rootArcs(large || arc) : `.${large || arc}`
    arc = 0
    large = 0n
  }
  return text
}

/** Real ones take 30 bytes at most; the arithmetic of a huge arc would take seconds. */
const longestIdentifier = 128

/** The first two arcs share a number (X.690 8.19.4). */
function rootArcs(shared: number | bigint): string {
  if (typeof shared === 'bigint') return `2.${shared - 80n}`
  const root = Math.min(Math.floor(shared / 40), 2)
  return `${root}.${shared - root * 40}`
}

/** Length in bits of a positive INTEGER. */
export function bitLength({ content }: DerValue): number {
  const first = content.findIndex((byte) => byte !== 0)
  return first < 0 ? 0 : (content.length - first) * 8 - (Math.clz32(content[first] as number) - 24)
}

/** Hexadecimal digits in upper case without leading zeros; a negative number with its sign. */
export function readInteger({ content }: DerValue): string {
  if (content.length === 0) throw new DecodeError('INTEGER', 'at least one byte', '0')
  const unsigned = BigInt(`0x${Buffer.from(content).toString('hex')}`)
  const negative = (content[0] as number) >= 0x80
  const digits = (negative ? (1n << BigInt(content.length * 8)) - unsigned : unsigned).toString(16).toUpperCase()
  if (digits === '0') return digits
  // otherwise pairs of digits, as OpenSSL and Node print serial numbers
  return `${negative ? '-' : ''}${digits.padStart(digits.length + (digits.length % 2), '0')}`
}

/** Why a DER reader refuses an INTEGER (X.690 8.3.2), where it does: a first byte that says nothing. */
export function paddingDefect({ content: [first, second] }: DerValue): string | undefined {
  const padded = second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))
  return padded ? `its INTEGER is padded with ${first === 0 ? '00' : 'FF'}` : undefined
}

export function readBoolean({ content }: DerValue): boolean {
  if (content.length !== 1) throw new DecodeError('BOOLEAN', 'one byte', `${content.length}`)
  return content[0] !== 0
}

/** The bytes of a BIT STRING and how many bits of the last one do not count. */
export function readBitString({ content }: DerValue): { bytes: Uint8Array; unusedBits: number } {
  const unusedBits = content[0]
  if (unusedBits === undefined || unusedBits > 7)
    throw new DecodeError('BIT STRING', 'up to 7 unused bits', `${unusedBits}`)
  return { bytes: content.subarray(1), unusedBits }
}

/** Whether bit `number` (0 is the first) of a named bit list is set. */
export function hasBit(bytes: Uint8Array, number: number): boolean {
  return (((bytes[number >> 3] ?? 0) << (number & 7)) & 0x80) !== 0
}

/** Text of any string type; undefined for a value that is none. */
export function readText({ tag, content }: DerValue): string | undefined {
  const bytes = Buffer.from(content)
  switch (tag) {
    case derTag.utf8String:
      return bytes.toString('utf8')
    case derTag.bmpString:
      // big-endian UTF-16
      return bytes.length % 2 === 0 ? bytes.swap16().toString('utf16le') : undefined
    case derTag.universalString:
      return readUniversalString(bytes)
    case derTag.printableString:
    case derTag.ia5String:
    case derTag.teletexString:
    case derTag.numericString:
    case derTag.visibleString:
      return bytes.toString('latin1')
    default:
      return undefined
  }
}

function readUniversalString(bytes: Buffer): string | undefined {
  if (bytes.length % 4 !== 0) return undefined
  const points = Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readUInt32BE(index * 4))
  if (points.some((point) => point > 0x10ffff)) return undefined
  return points.map((point) => String.fromCodePoint(point)).join('')
}

/** UTCTime with the century of RFC 5280 4.1.2.5.1, or GeneralizedTime. */
export function readTime({ tag, content }: DerValue): Date {
  const text = Buffer.from(content).toString('latin1')
  const [year, rest] =
    tag === derTag.utcTime
      ? [Number(text.slice(0, 2)) + (text < '5' ? 2000 : 1900), text.slice(2)]
      : [Number(text.slice(0, 4)), text.slice(4)]
  const time = new Date(0)
  // seconds may be missing
  const [month, day, hour, minute, second] = [0, 2, 4, 6, 8].map(
    (place) => Number.parseInt(rest.slice(place, place + 2), 10) || 0,
  )
  time.setUTCFullYear(year, (month as number) - 1, day)
  time.setUTCHours(hour as number, minute, second)
  if (!timeForm.test(rest) || Number.isNaN(time.getTime())) {
    throw new DecodeError('Time', 'YYYYMMDDHHMMSSZ', JSON.stringify(text))
  }
  return time
}

/** The form that RFC 5280 4.1.2.5 wants and OpenSSL compares: seconds, no fraction, an existing day. */
export function isStrictTime({ tag, content }: DerValue): boolean {
  const text = Buffer.from(content).toString('latin1')
  if (!(tag === derTag.utcTime ? /^\d{12}Z$/ : /^\d{14}Z$/).test(text)) return false
  const [month, day, hour, minute, second] = [-11, -9, -7, -5, -3].map((place) => Number(text.slice(place).slice(0, 2)))
  const days = new Date(Date.UTC(2000, month as number, 0)).getUTCDate()
  return (
    inRange(month, 1, 12) &&
    inRange(day, 1, days) &&
    inRange(hour, 0, 23) &&
    inRange(minute, 0, 59) &&
    inRange(second, 0, 59)
  )
}

function inRange(value: number | undefined, least: number, most: number): boolean {
  return value !== undefined && value >= least && value <= most
}

/** Month to second; RFC 5280 4.1.2.5 wants seconds and no fraction of one, older certificates have either. */
const timeForm = /^\d{8}(?:\d\d)?(?:\.\d+)?Z$/
