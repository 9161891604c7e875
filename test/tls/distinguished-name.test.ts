import { describe, expect, it } from 'vitest'
import { distinguishedName, readName } from '../../src/tls/distinguished-name.ts'

const utf8 = 0x0c
const printable = 0x13
const commonName = '0603550403'
const organization = '060355040a'

/** DER of one value; lengths below 128. */
function der(tag: number, ...parts: (Uint8Array | string)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'hex') : part)))
  return Buffer.concat([Uint8Array.of(tag, content.length), content])
}

function attribute(type: string, value: Uint8Array): Buffer {
  return der(0x30, type, value)
}

function text(value: string, tag = utf8): Buffer {
  return der(tag, Buffer.from(value, 'utf8'))
}

/** A name of relative distinguished names, each of one or more attributes. */
function name(...relative: Buffer[][]): Buffer {
  return der(0x30, ...relative.map((attributes) => der(0x31, ...attributes)))
}

describe('a distinguished name', () => {
  it('puts the most specific attribute first', () => {
    expect(
      distinguishedName(name([attribute(organization, text('Example'))], [attribute(commonName, text('orders'))])),
    ).toBe('CN=orders,O=Example')
  })

  it('is an empty string when it has no attributes', () => {
    expect(distinguishedName(name())).toBe('')
  })

  it('joins the attributes of one relative name', () => {
    const both = [attribute(commonName, text('a')), attribute(organization, text('b'))]
    expect(distinguishedName(name(both))).toBe('CN=a+O=b')
  })

  it.each([
    ['a,b', 'a\\,b'],
    ['a+b', 'a\\+b'],
    ['say "x"', 'say \\"x\\"'],
    ['a\\b', 'a\\\\b'],
    ['<a>;', '\\<a\\>\\;'],
    ['#1', '\\#1'],
    ['no. #1', 'no. #1'],
    [' a ', '\\ a\\ '],
    [' ', '\\ '],
    ['a\0b', 'a\\00b'],
    ['Größe', 'Größe'],
    ['a=b', 'a=b'],
  ])('escapes %j', (value, written) => {
    expect(distinguishedName(name([attribute(commonName, text(value))]))).toBe(`CN=${written}`)
  })

  it('reads every kind of string', () => {
    const kinds = [text('p', printable), text('t', 0x14), text('i', 0x16), der(0x1e, '20ac'), der(0x1c, '0001f600')]
    expect(kinds.map((value) => distinguishedName(name([attribute(commonName, value)])))).toEqual([
      'CN=p',
      'CN=t',
      'CN=i',
      'CN=€',
      'CN=😀',
    ])
  })

  it('shows a type without a name, and a value that is no text, in hexadecimal digits', () => {
    expect(distinguishedName(name([attribute('06032a0304', text('x'))]))).toBe('1.2.3.4=#0c0178')
    expect(distinguishedName(name([attribute(commonName, der(0x02, '05'))]))).toBe('CN=#020105')
  })

  it('shows malformed bytes as they are', () => {
    const whole = name([attribute(commonName, text('orders'))])
    for (let length = 0; length < whole.length; length++) {
      expect(distinguishedName(whole.subarray(0, length))).toBe(`#${whole.subarray(0, length).toString('hex')}`)
    }
    expect(distinguishedName(Buffer.concat([whole, Uint8Array.of(0)]))).toMatch(/^#/)
  })

  it('keeps the order of the bytes for those who compare', () => {
    const relative = readName(name([attribute(organization, text('Example'))], [attribute(commonName, text('orders'))]))
    expect(relative.map(([first]) => first?.type)).toEqual(['O', 'CN'])
  })
})
