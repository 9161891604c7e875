import { afterAll, beforeAll, expect, test } from 'vitest'
import { requireProgram } from '../../fixtures/programs.ts'
import { runOpenssl } from '../../fixtures/run-source.ts'
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

/** Numbers of verification errors (x509_vfy.h), in the order in which OpenSSL comes upon them. */
const opensslErrors: Record<string, number[]> = {
  'self-signed': [18],
  expired: [10],
  'not-yet-valid': [9],
  'unknown-issuer': [20, 21],
  'incomplete-chain': [20, 21],
  'hostname-mismatch': [62],
  'wrong-purpose': [26],
  // three ways to say that the issuer is none: its basic constraints, its purpose, its key usage
  'not-a-ca': [79, 26, 32],
  'path-too-long': [25],
  'name-constraint': [47],
  'bad-signature': [7],
  'weak-key': [66],
  'weak-signature': [68],
  malformed: [14],
  'unhandled-extension': [34],
  'crl-unavailable': [3],
}

const missing = requireProgram('openssl')
test.skipIf(missing).each(Object.entries(opensslErrors))(
  `%s is what openssl s_client finds, and nothing else${missing ?? ''}`,
  async (flaw, numbers) => {
    await using server = await serve({ authority, flaw })
    const lists = flaw === 'crl-unavailable' ? ['-crl_check_all', '-CRL', 'crl.pem'] : []
    const args = ['s_client', '-connect', `127.0.0.1:${server.port}`, '-servername', 'localhost', '-CAfile', 'ca.pem']
    const checks = ['-verify_hostname', 'localhost', '-cipher', ciphers, '-no_tls1_3', ...lists]
    const output = await runOpenssl([...args, ...checks], { 'ca.pem': authority.ca, 'crl.pem': authority.crl() })
    const found = [...output.matchAll(/verify error:num=(\d+):/g)].map(([, number]) => Number(number))
    expect([...new Set(found)]).toEqual(numbers)
  },
)

test.skipIf(missing)(`revoked is what openssl s_client reads in the staple${missing ?? ''}`, async () => {
  await using server = await serve({ authority, flaw: 'revoked' })
  const args = ['s_client', '-connect', `127.0.0.1:${server.port}`, '-servername', 'localhost', '-CAfile', 'ca.pem']
  const output = await runOpenssl([...args, '-status'], { 'ca.pem': authority.ca })
  expect(output).toMatch(/Cert Status: revoked[\s\S]*Revocation Reason: keyCompromise/)
  expect(output).not.toContain('verify error')
})
