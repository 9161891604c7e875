import { X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { readOpensslView, startOpensslServer } from '../../fixtures/openssl-server.ts'
import { requireProgram } from '../../fixtures/programs.ts'
import { rounds } from '../../fixtures/rounds.ts'
import type { RunningProgram } from '../../fixtures/running-program.ts'
import { createClient } from '../../src/request/client.ts'
import { handshakeOf } from '../../src/request/mtls-response.ts'

const missing = requireProgram('openssl')
if (missing !== undefined) console.warn(`Skipped: the truth against openssl s_server (${missing})`)

const repeats = rounds(50, 3)

/** Alerts with which OpenSSL refuses (RFC 8446 section 6): no certificate, a certificate of another authority. */
const refusals = {
  'TLSv1.2': { none: 'handshake_failure', 'of another authority': 'unknown_ca' },
  'TLSv1.3': { none: 'certificate_required', 'of another authority': 'unknown_ca' },
} as const

describe.skipIf(missing)('openssl s_server -Verify agrees', () => {
  let authority: Authority
  let identity: Identity
  const clients: Record<string, Identity | undefined> = {}

  beforeAll(async () => {
    authority = await createAuthority()
    identity = await authority.issueServer()
    clients.right = await authority.issueClient({ subject: 'CN=orders' })
    clients['of another authority'] = await (await createAuthority({ name: 'Other Authority' })).issueClient()
    clients.none = undefined
  })

  describe.each(['TLSv1.2', 'TLSv1.3'] as const)('%s', (protocol) => {
    let server: RunningProgram

    beforeAll(async () => {
      server = await startOpensslServer({
        identity,
        ca: authority.certificate,
        clientCertificate: 'require',
        arguments: [protocol === 'TLSv1.2' ? '-tls1_2' : '-tls1_3'],
      })
    })
    afterAll(() => server.close())

    const clientFor = (which: string) => {
      const client = clients[which]
      return createClient({
        ca: [authority.certificate],
        clientCertificates: client === undefined ? [] : [{ host: '*', port: '*', cert: client.chain, key: client.key }],
      })
    }

    test('client certificate: right', async () => {
      const client = clientFor('right')
      for (let index = 0; index < repeats; index++) {
        const response = await client.request(`https://localhost:${server.port}/`, { fresh: true })
        const view = readOpensslView(await response.text())
        expect(view.protocol).toBe(protocol)
        expect(view.subject).toContain('CN')
        const { clientCertificate, ...handshake } = response.handshake!
        expect(handshake).toMatchObject({ protocol, capture: { complete: true } })
        expect(clientCertificate).toMatchObject({ status: 'sent', proven: true })
        // OpenSSL completes the chain with what the client trusts.
        expect(clientCertificate.chain.map(({ fingerprint256 }) => fingerprint256)).toEqual([
          fingerprint(clients.right!.certificate),
          fingerprint(authority.certificate),
        ])
      }
      await client.close()
    })

    test.each(['none', 'of another authority'] as const)('client certificate: %s', async (which) => {
      const client = clientFor(which)
      const sent = clients[which]
      for (let index = 0; index < repeats; index++) {
        const error = await client
          .request(`https://localhost:${server.port}/`, { fresh: true })
          .then(() => undefined)
          .catch((reason: unknown) => reason)
        expect(error).toMatchObject({ name: 'HandshakeError', code: expect.stringMatching(/ALERT/) })
        const { alerts, clientCertificate, capture } = handshakeOf(error)!
        expect(alerts).toContainEqual({
          from: 'server',
          level: 'fatal',
          code: expect.any(Number),
          description: refusals[protocol][which],
        })
        expect(clientCertificate.status).toBe(sent === undefined ? 'empty' : 'sent')
        expect(clientCertificate.chain.map(({ fingerprint256 }) => fingerprint256)).toEqual(
          sent === undefined ? [] : [fingerprint(sent.certificate)],
        )
        expect(capture).toEqual({ complete: true })
      }
      await client.close()
    })
  })
})

const fingerprint = (pem: string) => new X509Certificate(pem).fingerprint256
