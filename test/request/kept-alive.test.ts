import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { type MtlsServer, type MtlsServerOptions, startMtlsServer } from '../../fixtures/mtls-server.ts'
import { createClient, type MtlsClient } from '../../src/request/client.ts'

let authority: Authority
let identity: Identity
let orders: Identity
const clients: MtlsClient[] = []

beforeAll(async () => {
  authority = await createAuthority()
  identity = await authority.issueServer()
  orders = await authority.issueClient({ subject: 'CN=orders' })
})
afterAll(() => Promise.all(clients.map((client) => client.destroy())))

const start = (options: Partial<MtlsServerOptions>): Promise<MtlsServer> =>
  startMtlsServer({ identity, ca: authority.certificate, clientCertificate: 'require', ...options })

const clientWith = (http2: boolean): MtlsClient => {
  const client = createClient({
    ca: [authority.certificate],
    http2,
    clientCertificates: [{ host: '*', port: '*', cert: orders.chain, key: orders.key }],
  })
  clients.push(client)
  return client
}

const sent = { status: 'sent', proven: true, chain: [{ subject: 'CN=orders' }, {}] }

describe.each([
  ['HTTP/1.1', false],
  ['HTTP/2', true],
] as const)('%s', (_, http2) => {
  test('requests after each other share a connection and its handshake', async () => {
    await using server = await start({ http2 })
    const client = clientWith(http2)
    const responses = []
    for (let time = 0; time < 5; time++) {
      const response = await client.request(server.url)
      await response.text()
      responses.push(response)
    }
    expect(server.seen).toHaveLength(1)
    expect(responses[0]?.handshake).toMatchObject({ alpn: http2 ? 'h2' : 'http/1.1', clientCertificate: sent })
    for (const { handshake } of responses) expect(handshake).toBe(responses[0]?.handshake)
  })

  test('requests in parallel carry the handshake of their own connection', async () => {
    await using server = await start({ http2 })
    const client = clientWith(http2)
    const answers = await Promise.all(Array.from({ length: 30 }, () => client.request(server.url)))
    const handshakes = new Set(answers.map(({ handshake }) => handshake))
    for (const answer of answers) {
      expect(answer.handshake?.clientCertificate).toMatchObject(sent)
      expect(await answer.json()).toMatchObject({ subject: 'CN=orders', authorized: true })
    }
    expect(handshakes.size).toBe(server.seen.length)
  })

  test('after the server has closed the idle connection, the next request makes another one', async () => {
    await using server = await start({ http2 })
    const client = clientWith(http2)
    const handshakes = new Set()
    for (let time = 0; time < 5; time++) {
      const response = await client.request(server.url)
      expect(await response.json()).toMatchObject({ subject: 'CN=orders' })
      handshakes.add(response.handshake)
      await server.dropConnections()
      // The client reads the end in the next turn of the event loop: a request before that would be lost with it.
      for (let turn = 0; turn < 3; turn++) await nextTurn()
    }
    expect(handshakes.size).toBe(5)
    expect(server.seen).toHaveLength(5)
  })
})

test('a server that does not speak HTTP/2 is asked in HTTP/1.1', async () => {
  await using server = await start({ http2: false })
  const response = await clientWith(true).request(server.url)
  expect(response.handshake).toMatchObject({ alpn: 'http/1.1', clientCertificate: { status: 'sent' } })
  expect(await response.json()).toMatchObject({ subject: 'CN=orders' })
})

test('one request can ask for HTTP/2', async () => {
  await using server = await start({ http2: true })
  const client = clientWith(false)
  expect((await client.request(server.url, { http2: true })).handshake?.alpn).toBe('h2')
  expect((await client.request(server.url)).handshake?.alpn).toBe('http/1.1')
})
