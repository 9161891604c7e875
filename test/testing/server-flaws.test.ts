import { afterAll, beforeAll, expect, test } from 'vitest'
import { createClient, type HandshakeError, type MtlsClient } from '../../src/request/index.ts'
import { type Authority, createAuthority, serve } from '../../src/testing/index.ts'

let authority: Authority
let client: MtlsClient

beforeAll(async () => {
  authority = await createAuthority({ subject: 'CN=Flawed Servers' })
  client = createClient({ ca: authority.ca })
})

afterAll(() => client.close())

/** The level at which OpenSSL wants keys of 112 bits of security, its usual one since 3.2. */
const ciphers = 'DEFAULT@SECLEVEL=2'

test.each([
  'self-signed',
  'expired',
  'not-yet-valid',
  'unknown-issuer',
  'incomplete-chain',
  'hostname-mismatch',
  'revoked',
  'wrong-purpose',
  'not-a-ca',
  'path-too-long',
  'name-constraint',
  'bad-signature',
  'weak-key',
  'weak-signature',
  'malformed',
  'unhandled-extension',
] as const)('%s is found by our own checks, and nothing else', async (flaw) => {
  await using server = await serve({ authority, flaw })
  const response = await client.request(server.url, { verify: false, ciphers })
  const found = new Set(response.handshake!.verification.problems.map((problem) => problem.class))
  // an issuer that is not there is unknown as well, and one that is unknown was not sent
  const isMissing = flaw === 'unknown-issuer' || flaw === 'incomplete-chain'
  expect([...found]).toEqual(isMissing ? ['unknown-issuer', 'incomplete-chain'] : [flaw])
  const error = await client.request(server.url, { ciphers }).catch((reason: HandshakeError) => reason)
  expect((error as Error).name).toBe('HandshakeError')
})

test('an issuer without a revocation list', async () => {
  await using server = await serve({ authority, flaw: 'crl-unavailable' })
  const strict = createClient({ ca: authority.ca, crl: authority.crl() })
  const error = await strict.request(server.url).catch((reason: HandshakeError) => reason)
  expect((error as HandshakeError).handshake!.verification.problems).toMatchObject([{ class: 'crl-unavailable' }])
  await strict.close()
})

test('aliases', async () => {
  for (const [alias, name] of [
    ['wrong-host', 'hostname-mismatch'],
    ['intermediate-left-out', 'incomplete-chain'],
  ]) {
    await using server = await serve({ authority, flaw: alias! })
    const error = await client.request(server.url).catch((reason: HandshakeError) => reason)
    expect((error as HandshakeError).handshake!.verification.problems.map((problem) => problem.class)).toContain(name)
  }
})
