import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { startMtlsServer } from '../../fixtures/mtls-server.ts'
import { createClient } from '../../src/request/client.ts'
import { handshakeOf, originalHandshakeOf } from '../../src/request/mtls-response.ts'

let authority: Authority
let identity: Identity
let admin: Identity
let guest: Identity

beforeAll(async () => {
  authority = await createAuthority()
  identity = await authority.issueServer()
  admin = await authority.issueClient({ subject: 'CN=admin' })
  guest = await authority.issueClient({ subject: 'CN=guest' })
})

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('%s', (version) => {
  let server: Awaited<ReturnType<typeof startMtlsServer>>
  beforeAll(async () => {
    server = await startMtlsServer({
      identity,
      ca: authority.certificate,
      clientCertificate: 'require',
      minVersion: version,
      maxVersion: version,
      // Every request ends its connection, so that the next one makes a new one.
      handler: (_, response) => void response.writeHead(200, { connection: 'close' }).end(),
    })
  })
  afterAll(() => server.close())

  const options = () => ({
    ca: [authority.certificate],
    clientCertificates: [
      { name: 'admin', host: 'localhost', port: '*' as const, cert: admin.chain, key: admin.key },
      { name: 'guest', host: 'other', cert: guest.chain, key: guest.key },
    ],
  })
  const get = async (client: ReturnType<typeof createClient>, init = {}) => {
    const response = await client.request(server.url, init)
    await response.arrayBuffer()
    return response
  }

  test('off by default', async () => {
    const client = createClient(options())
    for (let time = 0; time < 3; time++) {
      const response = await get(client)
      expect(response.handshake).toMatchObject({ resumed: false, clientCertificate: { status: 'sent' } })
      expect(originalHandshakeOf(response)).toBeUndefined()
    }
    await client.close()
  })

  test('on: told from the wire, and the original handshake stays reachable', async () => {
    const client = createClient({ ...options(), resumption: true })
    const first = await get(client)
    const second = await get(client)
    expect(first.handshake).toMatchObject({ resumed: false, clientCertificate: { status: 'sent' } })
    expect(second.handshake).toMatchObject({ resumed: true, clientCertificate: { status: 'resumed', chain: [] } })
    expect(originalHandshakeOf(second)).toBe(first.handshake)
    expect(originalHandshakeOf(handshakeOf(second))).toBe(first.handshake)
    const fresh = await get(client, { fresh: true })
    expect(fresh.handshake).toMatchObject({ resumed: false, clientCertificate: { status: 'sent' } })
    await client.close()
  })

  test('never across identities', async () => {
    const client = createClient({ ...options(), resumption: true })
    const before = server.seen.length
    for (const clientCert of ['admin', 'guest', 'admin', 'guest']) await get(client, { clientCert })
    expect(server.seen.slice(before).map(({ subject }) => subject)).toEqual([
      'CN=admin',
      'CN=guest',
      'CN=admin',
      'CN=guest',
    ])
    await client.close()
  })
})
