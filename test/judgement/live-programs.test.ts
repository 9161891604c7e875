import { beforeAll, describe, expect, test } from 'vitest'
import { startApache } from '../../fixtures/apache.ts'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import { startGnutlsServer } from '../../fixtures/gnutls-server.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { requireProgram } from '../../fixtures/programs.ts'
import { judgementOf, offering } from './judgement-of.ts'

let authority: Authority
let identity: Identity
let orders: Identity
let stranger: Identity

beforeAll(async () => {
  authority = await createAuthority({ name: 'Internal CA' })
  identity = await authority.issueServer()
  orders = await authority.issueClient({ subject: 'CN=orders' })
  stranger = await (await createAuthority({ name: 'Other CA' })).issueClient({ subject: 'CN=stranger' })
})

describe.skipIf(requireProgram('apache2'))('Apache, where one path needs a certificate', () => {
  const apache = () => startApache({ identity, ca: authority.certificate, protectedPath: '/orders' })

  test('on TLS 1.3 would have to ask later', async () => {
    const diagnosis = await judgementOf(await apache(), offering(authority, orders))
    expect(diagnosis).toMatchObject({ situation: 'post-handshake-authentication-needed', party: 'server' })
  })
  test('on TLS 1.2 renegotiates', async () => {
    const diagnosis = await judgementOf(await apache(), offering(authority, orders), { maxVersion: 'TLSv1.2' })
    expect(diagnosis).toMatchObject({ situation: 'sent-in-renegotiation', party: 'nobody' })
  })
})

describe.skipIf(requireProgram('gnutls-serv'))('GnuTLS', () => {
  const gnutls = (version: 'TLSv1.2' | 'TLSv1.3') =>
    startGnutlsServer({ identity, ca: authority.certificate, clientCertificate: 'require', version })

  test.each([
    ['TLSv1.2', 'decode_error (50)'],
    ['TLSv1.3', 'certificate_required (116)'],
  ] as const)('on %s refuses a client without a certificate by %s', async (version, alert) => {
    const diagnosis = await judgementOf(await gnutls(version), { ca: authority.certificate })
    expect(diagnosis).toMatchObject({ situation: 'nothing-configured', party: 'server' })
    expect(diagnosis.cause).toContain(alert)
  })
  test.each(['TLSv1.2', 'TLSv1.3'] as const)('on %s refuses a stranger by access_denied', async (version) => {
    const diagnosis = await judgementOf(await gnutls(version), offering(authority, stranger))
    expect(diagnosis).toMatchObject({ situation: 'client-issuer-not-listed', party: 'server' })
    expect(diagnosis.cause).toContain(
      'access_denied (49) after our client certificate (CN=stranger from clientCertificates[0]); the likely reason: ',
    )
  })
})
