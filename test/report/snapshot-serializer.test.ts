import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MtlsServer, startMtlsServer } from '../../fixtures/mtls-server.ts'
import { snapshotSerializer } from '../../src/report/snapshot-serializer.ts'
import { createClient, type MtlsClient } from '../../src/request/client.ts'
import { createAuthority } from '../../src/testing/index.ts'

expect.addSnapshotSerializer(snapshotSerializer)

let client: MtlsClient
let server: MtlsServer
const clients: MtlsClient[] = []

beforeAll(async () => {
  const authority = await createAuthority({ subject: 'CN=Lab Root' })
  const site = await authority.issueServerCertificate({ hosts: ['localhost'] })
  const orders = await authority.issueClientCertificate({ subject: 'CN=orders' })
  server = await startMtlsServer({
    identity: { chain: site.cert, key: site.key },
    ca: authority.cert,
    clientCertificate: 'require',
    maxVersion: 'TLSv1.2',
  })
  const entry = { name: 'orders', host: 'localhost', port: '*' as const, cert: orders.cert, key: orders.key }
  client = createClient({ ca: [authority.cert], clientCertificates: [entry] })
  clients.push(client)
})
afterAll(async () => {
  await Promise.all(clients.map((one) => one.destroy()))
  await server.close()
})

test('a response, and its handshake', async () => {
  const res = await client.request(`${server.url}/orders`)
  expect(res).toMatchSnapshot()
  expect(res.handshake).toMatchSnapshot()
  // The object itself has everything.
  expect(res.handshake).toMatchObject({ port: server.port, startedAt: expect.stringMatching(/^\d{4}-/) })
  expect(res.handshake!.serverCertificate.chain[0]!.fingerprint256).toMatch(/^[\dA-F:]{95}$/)
})

test('an error', async () => {
  const stranger = createClient({})
  clients.push(stranger)
  const error = await stranger.request(server.url).catch((reason: unknown) => reason)
  expect(error).toMatchSnapshot()
  expect({ first: error }).toMatchSnapshot()
})

test('what is not ours, is left alone', () => {
  expect([
    new Error('at localhost:8443'),
    { port: 8443 },
    { status: 200, url: 'https://localhost:8443/' },
  ]).toMatchSnapshot()
})
