import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import { startConnectProxy } from '../../fixtures/connect-proxy.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { type MtlsServerOptions, startMtlsServer } from '../../fixtures/mtls-server.ts'
import { startScriptedServer } from '../../fixtures/scripted-server.ts'
import { createClient } from '../../src/request/client.ts'
import { handshakeOf } from '../../src/request/mtls-response.ts'
import { bodiesEndedByClose } from '../request/bodies-ended-by-close.ts'

// A Node that lacks a piece of what the tap on the handle is made of.
vi.mock('../../src/connection/handle-tap/record-socket.ts', () => ({
  missingInternals: () => ['JSStream'],
  recordSocket: () => expect.fail('the tap on the handle was used'),
}))

let authority: Authority
let identity: Identity
let orders: Identity
let other: Identity

beforeAll(async () => {
  authority = await createAuthority()
  identity = await authority.issueServer()
  orders = await authority.issueClient({ subject: 'CN=orders' })
  other = await (await createAuthority()).issueClient({ subject: 'CN=other' })
})

const start = (options: Partial<MtlsServerOptions> = {}) =>
  startMtlsServer({ identity, ca: authority.certificate, clientCertificate: 'require', ...options })

const clientWith = ({ chain, key }: Identity, more: object = {}) =>
  createClient({
    ca: [authority.certificate],
    clientCertificates: [{ host: '*', port: '*', cert: chain, key }],
    ...more,
  })

const sent = { status: 'sent', proven: true, chain: [{ subject: 'CN=orders' }, {}] }

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('%s', (version) => {
  test('what was sent is recorded, over one kept connection', async () => {
    await using server = await start({ minVersion: version, maxVersion: version })
    const client = clientWith(orders)
    for (let time = 0; time < 3; time++) {
      const response = await client.request(server.url)
      await response.text()
      expect(response.handshake).toMatchObject({ clientCertificate: sent, capture: { complete: true } })
    }
    expect(server.seen).toHaveLength(1)
    await client.destroy()
  })

  test('a refused certificate was sent', async () => {
    await using server = await start({ minVersion: version, maxVersion: version })
    const client = clientWith(other)
    const error = await client.request(server.url).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ name: 'HandshakeError' })
    expect(handshakeOf(error)?.clientCertificate).toMatchObject({
      status: 'sent',
      chain: [{ subject: 'CN=other' }, {}],
    })
    await client.destroy()
  })
})

test('an alert is read', async () => {
  await using server = await start({ minVersion: 'TLSv1.3' })
  const client = clientWith(orders, { maxVersion: 'TLSv1.2' })
  const error = await client.request(server.url).catch((reason: unknown) => reason)
  expect(handshakeOf(error)?.alerts).toMatchObject([{ from: 'server', description: 'protocol_version' }])
  await client.destroy()
})

test('HTTP/2, and through a proxy', async () => {
  await using server = await start({ http2: true })
  await using proxy = await startConnectProxy()
  const client = clientWith(orders, { http2: true, proxy: proxy.url })
  const response = await client.request(server.url)
  expect(response.handshake).toMatchObject({ alpn: 'h2', clientCertificate: sent })
  await client.destroy()
})

test('servers that hang up at any moment leave nothing uncaught', async () => {
  const uncaught: unknown[] = []
  const note = (error: unknown) => uncaught.push(error)
  process.on('uncaughtException', note)
  await using server = await startScriptedServer(identity, {
    onRequest: (socket, _, count) => {
      if (count % 4 === 0) socket.destroy()
      else if (count % 4 === 1) socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nsome')
      else if (count % 4 === 2) socket.write('HTTP/1.1 200 OK\r\n', () => socket.destroy())
      else socket.end()
    },
  })
  const client = clientWith(orders)
  const body = 'x'.repeat(300_000)
  const calls = Array.from({ length: 80 }, async () => {
    const response = await client.request(server.url, { method: 'POST', body })
    return response.text()
  })
  const outcomes = await Promise.allSettled(calls)
  process.off('uncaughtException', note)
  expect(uncaught).toEqual([])
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') expect(outcome.value).toBe('some')
    else expect(outcome.reason.name).toMatch(/^(?:ConnectionError|HandshakeError)$/)
  }
  await client.destroy()
})

describe('a body that ends with the connection', bodiesEndedByClose)

afterAll(() => vi.doUnmock('../../src/connection/handle-tap/record-socket.ts'))
