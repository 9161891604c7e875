import { once } from 'node:events'
import { connect, type TLSSocket } from 'node:tls'
import { inspect } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { type MtlsServer, startMtlsServer } from '../../fixtures/mtls-server.ts'
import { createClient } from '../../src/request/client.ts'

let authority: Authority
let orders: Identity
let server: MtlsServer

beforeAll(async () => {
  authority = await createAuthority()
  orders = await authority.issueClient({ subject: 'CN=orders' })
  server = await startMtlsServer({
    identity: await authority.issueServer(),
    ca: authority.certificate,
    clientCertificate: 'require',
  })
})
afterAll(() => server.close())

const clientOf = (more: object = {}) =>
  createClient({
    ca: [authority.certificate],
    clientCertificates: [{ host: 'localhost', port: '*', cert: orders.chain, key: orders.key }],
    ...more,
  })

async function connected(socket: TLSSocket): Promise<TLSSocket> {
  await once(socket, 'secureConnect')
  return socket
}

test.each([
  ['as they are', (options: object) => options],
  ['copied', (options: object) => ({ ...options })],
])('tls.connect takes them: %s', async (_, pass) => {
  const before = server.seen.length
  const socket = await connected(connect(pass(await clientOf().tlsOptions(server.url))))
  expect(socket.authorized).toBe(true)
  socket.end()
  await once(socket, 'close')
  expect(server.seen[before]).toMatchObject({ subject: 'CN=orders', authorized: true })
})

test('without an entry for the host there is no certificate, and with nothing added the trust is the default', async () => {
  const options = await createClient({}).tlsOptions('postgres://user:canary@db.internal/orders')
  expect(options).toEqual({ host: 'db.internal', port: 5432, rejectUnauthorized: true })
})

test('what the configuration says of versions, suites, names and verification', async () => {
  const { host, port, servername, minVersion, ciphers, rejectUnauthorized, ca } = await clientOf({
    minVersion: 'TLSv1.3',
    ciphers: 'TLS_AES_128_GCM_SHA256',
    verify: false,
    trustDefaultCAs: false,
    clientCertificates: [
      { host: 'db.internal', port: 6380, cert: orders.chain, key: orders.key, servername: 'redis.internal' },
    ],
  }).tlsOptions('rediss://db.internal:6380')
  expect({ host, port, servername, minVersion, ciphers, rejectUnauthorized }).toEqual({
    host: 'db.internal',
    port: 6380,
    servername: 'redis.internal',
    minVersion: 'TLSv1.3',
    ciphers: 'TLS_AES_128_GCM_SHA256',
    rejectUnauthorized: false,
  })
  expect(ca).toHaveLength(1)
})

test('the key is in no output', async () => {
  const options = await clientOf().tlsOptions(server.url)
  const line = orders.key.split('\n')[1]!
  expect(options.key).toContain(line)
  for (const output of [inspect(options), JSON.stringify(options), inspect({ nested: [options] })]) {
    expect(output).toContain('[secret]')
    expect(output).not.toContain(line)
  }
})

test.each([
  ['localhost', 'takes a URL'],
  ['mailto:a@b', 'needs a host'],
  ['amqp://queue.internal', 'does not know the port'],
])('what is no target: %s', async (url, message) => {
  await expect(clientOf().tlsOptions(url)).rejects.toThrow(message)
})
