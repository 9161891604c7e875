import { isIPv4 } from 'node:net'
import { describe, expect, test } from 'vitest'
import { NameSubtrees } from '../../src/verification/name-subtrees.ts'
import type { ConstrainedName } from '../../src/verification/subtree-matcher.ts'

type Row = [type: ConstrainedName['type'], name: string, subtree: string]

const verdict = ([type, name, subtree]: Row) => {
  const permits = new NameSubtrees({ permitted: [nameOf(type, subtree)], excluded: [] })
  const excludes = new NameSubtrees({ permitted: [], excluded: [nameOf(type, subtree)] })
  return [permits, excludes].map((subtrees) => subtrees.violationBy(nameOf(type, name))?.code)
}

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
    expect(verdict(row)).toEqual([undefined, 'EXCLUDED_VIOLATION'])
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
    ['IP', '192.0.3.1', '192.0.2.0/255.255.255.0'],
    ['dirName', 'C=NP,O=Other', 'C=NP,O=Lab'],
    ['dirName', 'O=Lab', 'C=NP,O=Lab'],
  ])('%s %s: %s', (...row) => {
    expect(verdict(row)).toEqual(['PERMITTED_VIOLATION', undefined])
  })

  test('an address of the other family, another type, and a name that cannot be read', () => {
    const subtrees = (type: ConstrainedName['type'], value: string) =>
      new NameSubtrees({ permitted: [nameOf(type, value)], excluded: [] })
    const v6: ConstrainedName = { type: 'IP', value: '::1', bytes: new Uint8Array(16) }
    expect(subtrees('IP', '192.0.2.0/255.255.255.0').violationBy(v6)?.code).toBe('PERMITTED_VIOLATION')
    expect(subtrees('email', 'lab.example').violationBy(nameOf('DNS', 'other.example'))).toBeUndefined()
    const broken: ConstrainedName = { type: 'dirName', value: '#30', bytes: Uint8Array.of(0x30) }
    expect(subtrees('dirName', 'C=NP').violationBy(broken)?.code).toBe('PERMITTED_VIOLATION')
  })
})

describe('cannot be told, which refuses as well', () => {
  test.each<[...Row, reason: string]>([
    ['URI', 'no uri', 'lab.example', 'UNSUPPORTED_NAME_SYNTAX'],
    ['URI', 'urn:uuid:1', 'lab.example', 'UNSUPPORTED_NAME_SYNTAX'],
    ['email', 'no mailbox', 'lab.example', 'UNSUPPORTED_NAME_SYNTAX'],
    ['IP', '192.0.2.1', '192.0.2.0', 'UNSUPPORTED_NAME_SYNTAX'],
    ['otherName', '1.2.3;a', '1.2.3;b', 'UNSUPPORTED_CONSTRAINT_TYPE'],
    ['registeredID', '1.2.3', '1.2.3', 'UNSUPPORTED_CONSTRAINT_TYPE'],
  ])('%s %s: %s', (type, name, subtree, reason) => {
    expect(verdict([type, name, subtree])).toEqual([reason, reason])
  })

  test('a subtree with a minimum or maximum', () => {
    const permitted = [{ ...nameOf('DNS', 'lab.example'), bounded: true as const }]
    const subtrees = new NameSubtrees({ permitted, excluded: [] })
    expect(subtrees.violationBy(nameOf('DNS', 'lab.example'))?.code).toBe('SUBTREE_MINMAX')
  })
})

test('otherNames of another type are not compared', () => {
  expect(verdict(['otherName', '1.2.3;a', '1.2.4;a'])).toEqual([undefined, undefined])
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
