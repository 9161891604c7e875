import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAuthority } from '../../fixtures/authority.ts'
import { type MtlsServer, startMtlsServer } from '../../fixtures/mtls-server.ts'
import { createClient, type MtlsClient } from '../../src/request/client.ts'

const names = ['orders', 'billing', 'stock']
const servers: MtlsServer[] = []
let client: MtlsClient

beforeAll(async () => {
  const authority = await createAuthority()
  const identity = await authority.issueServer()
  const clients = await Promise.all(names.map((name) => authority.issueClient({ subject: `CN=${name}` })))
  for (const http2 of [false, true, false]) {
    servers.push(await startMtlsServer({ identity, ca: authority.certificate, clientCertificate: 'require', http2 }))
  }
  client = createClient({
    ca: [authority.certificate],
    http2: true,
    clientCertificates: clients.map(({ chain, key }, index) => ({
      name: names[index]!,
      host: 'localhost',
      port: servers[index]!.port,
      cert: chain,
      key,
    })),
  })
})

afterAll(async () => {
  await client.destroy()
  await Promise.all(servers.map((server) => server.close()))
})

test('50 requests in parallel to three hosts each carry the handshake of their own connection', async () => {
  for (let round = 0; round < 4; round++) {
    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        // Every fifth takes another identity than the one configured for the host.
        const server = servers[index % 3]!
        const name = index % 5 === 0 ? names[(index + 1) % 3]! : names[index % 3]!
        const response = await client.request(`${server.url}/${index}`, { clientCert: name })
        const seen = (await response.json()) as { subject: string; fingerprint256: string; url: string }
        const { port, clientCertificate } = response.handshake!
        expect(seen).toMatchObject({ subject: `CN=${name}`, url: `/${index}` })
        expect(clientCertificate).toMatchObject({ status: 'sent', proven: true })
        expect(clientCertificate.chain[0]).toMatchObject({ subject: seen.subject, fingerprint256: seen.fingerprint256 })
        expect(port).toBe(server.port)
      }),
    )
  }
})
