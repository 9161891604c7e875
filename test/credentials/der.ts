/** Values of ASN.1 in DER, for files that no program at hand writes. */
export function sequence(...values: Uint8Array[]): Buffer {
  return value(0x30, Buffer.concat(values))
}

export function octets(bytes: Uint8Array): Buffer {
  return value(0x04, bytes)
}

export function integer(number: number): Buffer {
  const hexadecimal = number.toString(16)
  const bytes = Buffer.from(hexadecimal.length % 2 === 0 ? hexadecimal : `0${hexadecimal}`, 'hex')
  return value(0x02, bytes[0]! < 0x80 ? bytes : Buffer.concat([Buffer.from([0]), bytes]))
}

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return value(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(arc)]))
}

export const nothing = Buffer.from([0x05, 0x00])

/** `[number]`, constructed. */
export function contextual(number: number, ...values: Uint8Array[]): Buffer {
  return value(0xa0 | number, Buffer.concat(values))
}

function value(tag: number, bytes: Uint8Array): Buffer {
  const length: number[] = []
  for (let rest = bytes.length; rest > 0; rest >>>= 8) length.unshift(rest & 0xff)
  const header = bytes.length < 0x80 ? [tag, bytes.length] : [tag, 0x80 | length.length, ...length]
  return Buffer.concat([Buffer.from(header), bytes])
}

function arc(number: number): number[] {
  const sevens = [number & 0x7f]
  for (let rest = number >>> 7; rest > 0; rest >>>= 7) sevens.unshift((rest & 0x7f) | 0x80)
  return sevens
}
