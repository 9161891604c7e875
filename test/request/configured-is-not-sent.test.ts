import type { TlsOptions } from 'node:tls'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { startMtlsServer } from '../../fixtures/mtls-server.ts'
import { matchers } from '../../src/matchers/index.ts'
import { createClient } from '../../src/request/client.ts'

expect.extend(matchers as never)

let authority: Authority
let server: Identity
let orders: Identity
beforeAll(async () => {
  authority = await createAuthority()
  server = await authority.issueServer()
  orders = await authority.issueClient({ subject: 'CN=orders', keyType: 'ec' })
})

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('what was configured never passes for sent, %s', (version) => {
  test.each([
    ['a server that does not ask', 'none', {}, 'not-requested'],
    ['a key type that the server cannot use', 'optional', { sigalgs: 'rsa_pss_rsae_sha256:RSA+SHA256' }, 'empty'],
  ] as const)('%s', async (_, clientCertificate, tls, status) => {
    await using running = await startMtlsServer({
      identity: server,
      ca: authority.certificate,
      clientCertificate,
      minVersion: version,
      maxVersion: version,
      tls: tls as TlsOptions,
    })
    const client = createClient({
      ca: [authority.certificate],
      clientCertificates: [
        { name: 'orders', host: 'localhost', port: running.port, cert: orders.chain, key: orders.key },
      ],
    })
    const response = await client.request(running.url)
    expect(running.seen[0]).not.toHaveProperty('subject')
    expect(response.handshake?.clientCertificate).toMatchObject({ status, chain: [], configured: { name: 'orders' } })
    expect(response).not.toHaveSentClientCert()
    expect(() => expect(response).toHaveSentClientCert('orders')).toThrow('orders')
    await client.close()
  })
})
