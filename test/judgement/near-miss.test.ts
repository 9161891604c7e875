import { expect, test } from 'vitest'
import { nearMissOf } from '../../src/judgement/near-miss.ts'
import { explanation } from './evidence-builder.ts'

const differs = (host: string, port: number | '*', reason = 'it differs', url?: string) =>
  nearMissOf({ ...explanation([{ host, port, reason }]), ...(url !== undefined && { url }) })?.differs

test.each([
  ['api.internal', 443, 'port'],
  ['https://API.internal', 443, 'port'],
  ['*.internal', 443, 'port'],
  ['*', 443, 'port'],
  ['*.api.internal', 8443, 'apex'],
  ['apl.internal', 8443, 'host'],
  ['v2.api.internal', 8443, 'host'],
  ['www.example', 8443, undefined],
  ['*.example', 8443, undefined],
  ['api.internal', '*', undefined],
] as const)('%s, port %s: %s', (host, port, expected) => {
  expect(differs(host, port)).toBe(expected)
})

test('an entry for this very host may be switched off', () => {
  expect(differs('api.internal', 8443, 'switched off')).toBe('enabled')
  expect(differs('www.example', 8443, 'switched off')).toBeUndefined()
})

test('IPv6 is the same with and without brackets', () => {
  expect(differs('::1', 443, 'port 443, the request goes to 8443', 'https://[::1]:8443/')).toBe('port')
  expect(differs('[::1]:443', 443, 'port 443, the request goes to 8443', 'https://[::1]:8443/')).toBe('port')
})

test('the port comes before a similar host; a request that declined misses nothing', () => {
  const others = [
    { host: 'apl.internal', port: 8443, reason: 'another host' },
    { host: 'api.internal', port: 443, reason: 'another port' },
  ]
  expect(nearMissOf(explanation(others))?.entry.path).toBe('clientCertificates[1]')
  expect(nearMissOf(explanation(others, 'No client certificate: the request asks for none.'))).toBeUndefined()
})
