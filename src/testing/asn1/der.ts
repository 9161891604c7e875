import { derTag } from '../../tls/x509/der.ts'
import { quoted } from '../quoted.ts'

/** One value of ASN.1's distinguished encoding rules (X.690): identifier octet, length, contents. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents)
  return Buffer.concat([Uint8Array.of(tag), lengthOctets(content.length), content])
}

export function sequence(...values: readonly Uint8Array[]): Buffer {
  return der(derTag.sequence, ...values)
}

/** A SET OF: its elements are sorted (X.690 11.6). */
export function setOf(...values: readonly Uint8Array[]): Buffer {
  return der(derTag.set, ...[...values].sort(Buffer.compare))
}

/** `[number]` around whole values, or in place of the identifier of one whose contents are given. */
export function context(number: number, form: 'primitive' | 'constructed', ...contents: readonly Uint8Array[]): Buffer {
  return der((form === 'constructed' ? 0xa0 : 0x80) | number, ...contents)
}

export function octetString(content: Uint8Array): Buffer {
  return der(derTag.octetString, content)
}

export function bitString(content: Uint8Array, unusedBits = 0): Buffer {
  return der(derTag.bitString, Uint8Array.of(unusedBits), content)
}

export function boolean(value: boolean): Buffer {
  return der(derTag.boolean, Uint8Array.of(value ? 0xff : 0))
}

export function nothing(): Buffer {
  return der(derTag.null)
}

/** A number from 0 on, or hexadecimal digits of one. */
export function integer(value: number | string): Buffer {
  const digits = typeof value === 'number' ? value.toString(16) : value.replace(/^0+(?=.)/, '')
  const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex')
  return der(derTag.integer, ...(bytes[0]! >= 0x80 ? [Uint8Array.of(0)] : []), bytes)
}

/** In dotted form. Throws a TypeError for what is none. */
export function objectIdentifier(dotted: string): Buffer {
  if (!/^[0-2](\.\d+)+$/.test(dotted))
    throw new TypeError(`${quoted(dotted)} is no object identifier; one looks like 1.3.6.1.`)
  const [first, second, ...arcs] = dotted.split('.').map(BigInt) as [bigint, bigint, ...bigint[]]
  // both are written as one number (X.690 8.19.4)
  if (first < 2n && second > 39n)
    throw new TypeError(`"${dotted}" is no object identifier: after 0 and 1 comes 39 at most.`)
  return der(derTag.objectIdentifier, Buffer.from([first * 40n + second, ...arcs].flatMap(base128)))
}

/** UTCTime until 2049, GeneralizedTime from then on (RFC 5280 4.1.2.5). */
export function time(date: Date): Buffer {
  return date.getUTCFullYear() < 2050 && date.getUTCFullYear() >= 1950
    ? der(derTag.utcTime, Buffer.from(`${digitsOf(date).slice(2)}Z`))
    : generalizedTime(date)
}

export function generalizedTime(date: Date): Buffer {
  return der(derTag.generalizedTime, Buffer.from(`${digitsOf(date)}Z`))
}

/** YYYYMMDDHHMMSS */
function digitsOf(date: Date): string {
  return date.toISOString().replace(/\D/g, '').slice(0, 14)
}

function base128(arc: bigint): number[] {
  const octets = [Number(arc & 0x7fn)]
  for (let left = arc >> 7n; left > 0n; left >>= 7n) octets.unshift(Number(left & 0x7fn) | 0x80)
  return octets
}

function lengthOctets(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length)
  const octets = []
  for (let left = length; left > 0; left = Math.floor(left / 256)) octets.unshift(left % 256)
  return Uint8Array.of(0x80 | octets.length, ...octets)
}
