import { describe, expect, test } from 'vitest'
import { isForHost } from '../../src/verification/host-names.ts'

describe('is for the host', () => {
  test.each([
    ['api.example', 'DNS:api.example'],
    ['API.Example', 'DNS:api.EXAMPLE'],
    ['api.example.', 'DNS:api.example'],
    ['api.example', 'DNS:api.example.'],
    ['a.lab.example', 'DNS:*.lab.example'],
    ['localhost', 'DNS:localhost'],
    ['bücher.example', 'DNS:xn--bcher-kva.example'],
    ['xn--bcher-kva.shop.example', 'DNS:*.shop.example'],
    ['_dmarc.mail.example', 'DNS:_dmarc.mail.example'],
    ['192.0.2.1', 'IP:192.0.2.1'],
    ['2001:db8::1', 'IP:2001:DB8:0:0:0:0:0:1'],
    ['[::1]', 'IP:::1'],
    ['fe80::1%eth0', 'IP:fe80::1'],
  ])('%s: %s', (host, name) => {
    expect(isForHost(['DNS:other.example', name], host)).toBe(true)
  })
})

describe('is not for the host', () => {
  test.each([
    ['api.example', 'DNS:other.example'],
    ['lab.example', 'DNS:*.lab.example'],
    ['a.b.lab.example', 'DNS:*.lab.example'],
    ['api.lab.example', 'DNS:a*.lab.example'],
    ['api.lab.example', 'DNS:*i.lab.example'],
    ['a.b.lab.example', 'DNS:a.*.lab.example'],
    ['a.b.lab.example', 'DNS:*.*.lab.example'],
    ['lab.example', 'DNS:*.example'],
    ['example', 'DNS:*'],
    ['.lab.example', 'DNS:*.lab.example'],
    ['api.example', 'DNS:api.example.evil.example'],
    ['192.0.2.1', 'DNS:192.0.2.1'],
    ['192.0.2.1', 'IP:192.0.2.10'],
    ['api.example', 'IP:192.0.2.1'],
    ['1.0.2.192', 'DNS:*.0.2.192'],
    ['api.example', 'URI:https://api.example'],
    ['api.example', 'email:api.example'],
    ['', 'DNS:'],
  ])('%s: %s', (host, name) => {
    expect(isForHost([name], host)).toBe(false)
  })

  test('without any name', () => {
    expect(isForHost([], 'api.example')).toBe(false)
  })
})
