import { expect, test } from 'vitest'
import { lastHandshake } from '../../src/judgement/last-handshake.ts'
import { evidence, failure, handshake } from './evidence-builder.ts'

const first = handshake()

test('is that of the last hop', () => {
  const second = handshake({ host: 'login.internal' })
  expect(lastHandshake({ ...evidence(first, { status: 200 }), handshakes: [second, first] })).toBe(first)
  expect(lastHandshake(evidence(first, failure('ECONNRESET')))).toBe(first)
})

test('is not that of an earlier hop, when the last one went over http', () => {
  expect(lastHandshake(evidence(first, { status: 200, url: 'http://api.internal:8443/' }))).toBeUndefined()
})

test('is not that of an earlier hop, when the last one did not come to TLS', () => {
  const refused = { ...failure('ECONNREFUSED'), url: 'https://login.internal/' }
  expect(lastHandshake(evidence(first, refused))).toBeUndefined()
})

test.each([
  ['::1', 'https://[::1]:8443/'],
  ['api.internal', 'https://API.internal.:8443/'],
])('knows %s in %s', (host, url) => {
  const reached = handshake({ host })
  expect(lastHandshake(evidence(reached, { ...failure('ECONNRESET'), url }))).toBe(reached)
})
