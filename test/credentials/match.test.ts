import { describe, expect, test } from 'vitest'
import { parseHost } from '../../src/config/host-pattern.ts'
import { HostIndex, mismatch, portOf } from '../../src/credentials/match.ts'

interface Entry {
  label: string
  host: Parameters<typeof mismatch>[0]['host']
  port: number | '*'
}

/** `host` or `host port`; the label is what was written. */
function entry(label: string): Entry {
  const [host = '', port] = label.split(' ')
  const parsed = parseHost(host)
  if ('invalid' in parsed) throw new Error(`${host} ${parsed.invalid}`)
  return {
    label,
    host: parsed.pattern,
    port: port === undefined ? (parsed.port ?? 443) : port === '*' ? '*' : Number(port),
  }
}

function find(labels: string[], address: string): string | undefined {
  const url = new URL(address)
  return new HostIndex(labels.map(entry)).find(url.hostname, portOf(url))?.label
}

describe('one entry', () => {
  test.each([
    ['api.internal', 'https://api.internal/orders', true],
    ['api.internal', 'https://API.INTERNAL', true],
    ['API.Internal', 'https://api.internal', true],
    ['api.internal', 'https://api.internal.', true],
    ['api.internal.', 'https://api.internal', true],
    ['api.internal', 'https://api.internal:443', true],
    ['api.internal', 'https://api.internal:8443', false],
    ['api.internal 8443', 'https://api.internal:8443', true],
    ['api.internal:8443', 'https://api.internal:8443', true],
    ['api.internal 8443', 'https://api.internal', false],
    ['api.internal *', 'https://api.internal:8443', true],
    ['api.internal', 'https://www.api.internal', false],
    ['api.internal', 'https://internal', false],
    ['*.partner.example', 'https://a.partner.example', true],
    ['*.partner.example', 'https://a.b.c.partner.example', true],
    ['*.partner.example', 'https://partner.example', false],
    ['*.partner.example', 'https://notpartner.example', false],
    ['*.partner.example', 'https://a.partner.example:8443', false],
    ['*.partner.example *', 'https://a.partner.example:8443', true],
    ['*', 'https://anything.example', true],
    ['*', 'https://anything.example:8443', false],
    ['* *', 'https://127.0.0.1:8443', true],
    ['127.0.0.1', 'https://127.0.0.1', true],
    ['127.0.0.1', 'https://127.1', true],
    ['*.0.0.1', 'https://127.0.0.1', false],
    ['::1', 'https://[::1]', true],
    ['[::1]', 'https://[0:0:0:0:0:0:0:1]', true],
    ['[::1]:8443', 'https://[::1]:8443', true],
    ['2001:DB8::1', 'https://[2001:db8:0::1]', true],
    ['bücher.example', 'https://xn--bcher-kva.example', true],
    ['xn--bcher-kva.example', 'https://BÜCHER.example', true],
    ['*.bücher.example', 'https://a.bücher.example', true],
    ['localhost', 'https://127.0.0.1', false],
    ['api-*.internal', 'https://api-1.internal', false],
    ['http://api.internal', 'https://api.internal', false],
  ])('%s, %s: %s', (pattern, address, matches) => {
    expect(find([pattern], address)).toBe(matches ? pattern : undefined)
    const url = new URL(address)
    expect(mismatch(entry(pattern), url.hostname, portOf(url)) === undefined).toBe(matches)
  })
})

describe('the most specific entry wins, wherever it stands', () => {
  test.each([
    [['*', '*.example', '*.partner.example', 'a.partner.example'], 'https://a.partner.example', 'a.partner.example'],
    [['*', '*.example', '*.partner.example', 'a.partner.example'], 'https://b.partner.example', '*.partner.example'],
    [['*', '*.example', '*.partner.example', 'a.partner.example'], 'https://c.example', '*.example'],
    [['*', '*.example', '*.partner.example', 'a.partner.example'], 'https://other.test', '*'],
    [['a.test *', 'a.test 8443'], 'https://a.test:8443', 'a.test 8443'],
    [['a.test *', 'a.test 8443'], 'https://a.test:9443', 'a.test *'],
    [['a.test *', '*.test 8443'], 'https://a.test:8443', 'a.test *'],
    [['a.test 443', '*.test 8443'], 'https://a.test:8443', '*.test 8443'],
    [['*.a.test 443', '*.test *'], 'https://b.a.test:8443', '*.test *'],
    [['*.test *', '* 8443'], 'https://a.test:8443', '*.test *'],
    [['* *', '* 8443'], 'https://a.test:8443', '* 8443'],
  ])('%j, %s: %s', (labels, address, expected) => {
    expect(find(labels, address)).toBe(expected)
    expect(find(labels.toReversed(), address)).toBe(expected)
  })
})

test('among equals the last one wins, and both are known', () => {
  const [first, second, other] = [entry('a.test'), { ...entry('A.test:443'), label: 'again' }, entry('a.test 8443')]
  const index = new HostIndex([first, second, other])
  expect(index.find('a.test', 443)).toBe(second)
  expect(index.twins).toEqual([[first, second]])
})

test('finds what a search of every entry finds', () => {
  const labels = ['a', 'b', 'c'].flatMap((name) => [
    `${name}.x.test`,
    `*.${name}.x.test *`,
    `${name}.x.test 8443`,
    `*.x.test`,
  ])
  const entries = labels.map(entry)
  const index = new HostIndex(entries)
  for (const host of ['a.x.test', 'd.x.test', 'z.b.x.test', 'q.z.c.x.test', 'x.test', 'other']) {
    for (const port of [443, 8443, 1]) {
      const matching = entries.filter((one) => mismatch(one, host, port) === undefined)
      const found = index.find(host, port)
      if (matching.length === 0) expect(found).toBeUndefined()
      else expect(matching).toContain(found)
    }
  }
})
