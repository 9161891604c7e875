import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Apache, startApache } from '../../fixtures/apache.ts'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { requireProgram } from '../../fixtures/programs.ts'
import { evidenceOf } from '../../src/evidence/evidence.ts'
import { judge } from '../../src/judgement/judge.ts'
import { createClient, type MtlsClient } from '../../src/request/client.ts'
import { handshakeOf } from '../../src/request/mtls-response.ts'

const missing = requireProgram('apache2')
if (missing !== undefined) console.warn(`Skipped: a certificate that one path alone needs (${missing})`)

/** Apache asks where `SSLVerifyClient` stands in a `<Location>`: in the middle of a connection. */
describe.skipIf(missing)('a path that alone needs a client certificate', () => {
  let authority: Authority
  let identity: Identity
  let orders: Identity
  let stranger: Identity
  beforeAll(async () => {
    authority = await createAuthority()
    identity = await authority.issueServer()
    orders = await authority.issueClient({ subject: 'CN=orders,O=Example' })
    stranger = await (await createAuthority({ name: 'Other Authority' })).issueClient({ subject: 'CN=stranger' })
  })

  const clientWith = (client: Identity | undefined): MtlsClient =>
    createClient({
      ca: [authority.certificate],
      clientCertificates: client === undefined ? [] : [{ host: '*', port: '*', cert: client.chain, key: client.key }],
    })

  describe('TLS 1.2: by renegotiation', () => {
    let apache: Apache
    beforeAll(async () => {
      apache = await startApache({
        identity,
        ca: authority.certificate,
        version: 'TLSv1.2',
        protectedPath: '/private',
      })
    })
    afterAll(() => apache.close())

    test('of the connection that has carried another request already', async () => {
      const client = clientWith(orders)
      const open = await client.request(`${apache.url}/`)
      await open.text()
      const before = open.handshake
      expect(before?.clientCertificate).toMatchObject({ status: 'not-requested', chain: [], proven: false })

      const closed = await client.request(`${apache.url}/private`)
      await closed.text()
      expect(closed.status).toBe(200)
      expect(closed.handshake).toMatchObject({
        protocol: 'TLSv1.2',
        clientCertificate: {
          status: 'sent',
          during: 'renegotiation',
          proven: true,
          chain: [{ subject: 'CN=orders,O=Example' }, {}],
          request: { authorities: [expect.stringContaining('CN=Test Authority')], certificateTypes: expect.any(Array) },
        },
        verification: { trusted: true, problems: [] },
        capture: { complete: true },
      })
      expect(judge(evidenceOf(closed)!)).toMatchObject({ situation: 'sent-in-renegotiation' })
      // One connection, and what was read of it before has not changed.
      expect(open.handshake).toBe(closed.handshake)
      expect(before?.clientCertificate.status).toBe('not-requested')
      expect(await apache.views(2)).toMatchObject([
        { path: '/', subject: '-' },
        { path: '/private', subject: 'CN=orders,O=Example', verify: 'SUCCESS' },
      ])
      await client.close()
    })

    test.each([
      ['a stranger', (): Identity | undefined => stranger, 'sent', 'unknown_ca'],
      ['nobody', () => undefined, 'empty', 'handshake_failure'],
    ])('refuses %s', async (_, who, status, alert) => {
      const client = clientWith(who())
      const error = await client.request(`${apache.url}/private`).catch((reason: unknown) => reason)
      expect(error).toMatchObject({ name: 'HandshakeError', message: expect.stringContaining(alert) })
      expect(handshakeOf(error)).toMatchObject({
        clientCertificate: { status, during: 'renegotiation', proven: status === 'sent' },
        alerts: expect.arrayContaining([
          expect.objectContaining({ from: 'server', level: 'fatal', description: alert }),
        ]),
        verification: { trusted: true, problems: [] },
        capture: { complete: true },
      })
      await client.close()
    })
  })

  test('TLS 1.3: never, because Node does not offer post-handshake authentication', async () => {
    await using apache = await startApache({
      identity,
      ca: authority.certificate,
      version: 'TLSv1.3',
      protectedPath: '/private',
    })
    const client = clientWith(orders)
    const response = await client.request(`${apache.url}/private`)
    expect(response.status).toBe(403)
    expect(response.handshake).toMatchObject({
      protocol: 'TLSv1.3',
      clientCertificate: { status: 'not-requested', chain: [], configured: { subject: 'CN=orders,O=Example' } },
      capture: { complete: true },
    })
    expect(judge(evidenceOf(response)!)).toMatchObject({
      situation: 'post-handshake-authentication-needed',
      cause: expect.stringContaining('Node does not offer post-handshake authentication'),
    })
    await client.close()
  })
})
