import { isIPv4 } from 'node:net'
import { describe, expect, test } from 'vitest'
import { type ConstrainedName, isWithin } from '../../src/verification/name-subtree.ts'

type Row = [type: ConstrainedName['type'], name: string, subtree: string]

const within = ([type, name, subtree]: Row): boolean => isWithin(nameOf(type, name), nameOf(type, subtree))

describe('lies within', () => {
  test.each<Row>([
    ['DNS', 'lab.example', 'lab.example'],
    ['DNS', 'A.Lab.Example', 'lab.example'],
    ['DNS', 'a.b.lab.example', 'lab.example'],
    ['DNS', '*.lab.example', 'lab.example'],
    ['DNS', 'a.lab.example', '.lab.example'],
    ['DNS', 'lab.example', ''],
    ['email', 'a@lab.example', 'a@lab.example'],
    ['email', 'a@lab.example', 'lab.example'],
    ['email', 'a@mail.lab.example', '.lab.example'],
    ['URI', 'spiffe://lab.example/orders', 'lab.example'],
    ['URI', 'https://a.lab.example:8443/', '.lab.example'],
    ['IP', '192.0.2.77', '192.0.2.0/255.255.255.0'],
    ['dirName', 'C=NP,O=Lab,CN=a', 'C=NP,O=LAB'],
  ])('%s %s: %s', (...row) => {
    expect(within(row)).toBe(true)
  })
})

describe('does not lie within', () => {
  test.each<Row>([
    ['DNS', 'otherlab.example', 'lab.example'],
    ['DNS', 'lab.example.evil.example', 'lab.example'],
    ['DNS', 'lab.example', '.lab.example'],
    ['email', 'b@lab.example', 'a@lab.example'],
    ['email', 'a@mail.lab.example', 'lab.example'],
    ['URI', 'https://a.lab.example/', 'lab.example'],
    ['URI', 'no uri', 'lab.example'],
    ['IP', '192.0.3.1', '192.0.2.0/255.255.255.0'],
    ['dirName', 'C=NP,O=Other', 'C=NP,O=Lab'],
    ['dirName', 'O=Lab', 'C=NP,O=Lab'],
    ['otherName', 'a', 'a'],
  ])('%s %s: %s', (...row) => {
    expect(within(row)).toBe(false)
  })

  test('an address of the other family, another type, and a name that cannot be read', () => {
    const subtree = nameOf('IP', '192.0.2.0/255.255.255.0')
    expect(isWithin({ type: 'IP', value: '::1', bytes: new Uint8Array(16) }, subtree)).toBe(false)
    expect(isWithin(nameOf('DNS', 'lab.example'), nameOf('email', 'lab.example'))).toBe(false)
    const broken: ConstrainedName = { type: 'dirName', value: '#30', bytes: Uint8Array.of(0x30) }
    expect(isWithin(broken, nameOf('dirName', 'C=NP'))).toBe(false)
  })
})

function nameOf(type: ConstrainedName['type'], value: string): ConstrainedName {
  return { type, value, bytes: bytesOf(type, value) }
}

function bytesOf(type: ConstrainedName['type'], value: string): Uint8Array {
  if (type === 'dirName') return distinguishedName(value)
  const addresses = value.split('/')
  if (!addresses.every((address) => isIPv4(address))) return Buffer.from(value, 'latin1')
  return Uint8Array.from(addresses.flatMap((address) => address.split('.').map(Number)))
}

const types: Record<string, number> = { C: 6, O: 10, CN: 3 }

/** A Name (RFC 5280 4.1.2.4) of `C=…,O=…`, in this order. */
function distinguishedName(text: string): Uint8Array {
  const parts = text.split(',').map((part) => {
    const [type = '', value = ''] = part.split('=')
    const identifier = tagged(0x06, Buffer.of(0x55, 0x04, types[type] ?? 0))
    return tagged(0x31, tagged(0x30, Buffer.concat([identifier, tagged(0x0c, Buffer.from(value))])))
  })
  return tagged(0x30, Buffer.concat(parts))
}

function tagged(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.of(tag, content.length), content])
}
