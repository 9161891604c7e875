import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import { type ConnectProxy, startConnectProxy } from '../../fixtures/connect-proxy.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { type MtlsServer, startMtlsServer } from '../../fixtures/mtls-server.ts'
import type { ClientCertificateEntry } from '../../src/config/options.ts'
import { createClient } from '../../src/request/client.ts'

let authority: Authority
let server: MtlsServer
let proxy: ConnectProxy
let pass: Identity
let orders: Identity

beforeAll(async () => {
  authority = await createAuthority()
  const identity = await authority.issueServer({ hosts: ['localhost', 'orders.internal'] })
  ;[pass, orders] = [
    await authority.issueClient({ subject: 'CN=pass' }),
    await authority.issueClient({ subject: 'CN=orders' }),
  ]
  server = await startMtlsServer({ identity, ca: authority.certificate, clientCertificate: 'optional' })
  // Not for the names of the servers behind it.
  proxy = await startConnectProxy({
    identity: await authority.issueServer({ hosts: ['localhost'] }),
    ca: authority.certificate,
  })
})

afterAll(async () => {
  await server.close()
  await proxy[Symbol.asyncDispose]()
})

const entry = ({ chain, key }: Identity, host: string, more: object = {}) =>
  ({ host, cert: chain, key, ...more }) as ClientCertificateEntry

/** What the proxy and the target behind it were shown, or how it failed. */
async function shown(entries: ClientCertificateEntry[], host = 'orders.internal') {
  const client = createClient({ ca: [authority.certificate], proxy: proxy.url, clientCertificates: entries })
  const before = proxy.clients.length
  const response = await client.request(`https://${host}:${server.port}/`)
  const target = ((await response.json()) as { subject?: string }).subject
  const explanation = await client.explain(`https://${host}:${server.port}/`)
  await client.close()
  return { proxy: proxy.clients.slice(before), target, explanation }
}

describe('a proxy that asks for a client certificate gets that of the entry for its host', () => {
  test.each<[string, () => object]>([
    ['with its port', () => ({ port: proxy.port })],
    ['with any port', () => ({ port: '*' })],
    ['without a port', () => ({})],
  ])('%s', async (_, port) => {
    const seen = await shown([entry(pass, 'localhost', port()), entry(orders, 'orders.internal', { port: '*' })])
    expect(seen).toMatchObject({ proxy: ['CN=pass'], target: 'CN=orders' })
    expect(seen.explanation).toMatchObject({ forProxy: 'clientCertificates[0]' })
  })

  test('with the port in the host', async () => {
    expect(await shown([entry(pass, `LOCALHOST:${proxy.port}`)])).toMatchObject({
      proxy: ['CN=pass'],
      target: undefined,
    })
  })

  test('the last one with the exact port of several', async () => {
    const entries = [
      entry(orders, 'localhost', { port: proxy.port }),
      entry(pass, 'localhost', { port: proxy.port }),
      entry(orders, 'localhost', { port: '*' }),
    ]
    expect((await shown(entries)).proxy).toEqual(['CN=pass'])
  })
})

describe('never to the target behind it', () => {
  test.each<[string, () => object]>([
    ['any port', () => ({ port: '*' })],
    ['no port', () => ({})],
  ])('on the same host, with %s', async (_, port) => {
    const seen = await shown([entry(pass, 'localhost', port())], 'localhost')
    expect(seen).toMatchObject({ proxy: ['CN=pass'], target: undefined })
    expect(seen.explanation.others[0]?.reason).toBe(`it is for the proxy localhost:${proxy.port}`)
  })

  test('an entry with the port of the target is for the target', async () => {
    const entries = [entry(pass, 'localhost', { port: '*' }), entry(orders, 'localhost', { port: server.port })]
    expect(await shown(entries, 'localhost')).toMatchObject({ proxy: ['CN=pass'], target: 'CN=orders' })
  })

  test('the entry for every host goes on', async () => {
    const entries = [entry(pass, 'localhost', { port: '*' }), entry(orders, '*', { port: '*' })]
    expect(await shown(entries, 'localhost')).toMatchObject({ proxy: ['CN=pass'], target: 'CN=orders' })
  })
})

describe('no certificate goes to the proxy', () => {
  test.each<[string, () => ClientCertificateEntry]>([
    ['of an entry for every host', () => entry(orders, '*', { port: '*' })],
    ['of an entry for another host', () => entry(orders, 'orders.internal', { port: '*' })],
    ['of an entry with another port of its host', () => entry(orders, 'localhost', { port: server.port })],
    ['of an entry that is switched off', () => entry(orders, 'localhost', { port: '*', enabled: false })],
  ])('%s', async (_, only) => {
    const own = createClient({ ca: [authority.certificate], proxy: proxy.url, clientCertificates: [only()] })
    const before = proxy.clients.length
    await own.request(`https://orders.internal:${server.port}/`).catch(() => {})
    await own.close()
    expect(proxy.clients.slice(before)).toEqual([])
  })
})

describe('a name and a password with a percent sign reach the proxy as from curl', () => {
  test.each([
    ['user:100%', 'user:100%'],
    ['user:%', 'user:%'],
    ['user:50%25', 'user:50%'],
    ['user:a%20b', 'user:a b'],
    ['user:%zz', 'user:%zz'],
    ['user:p%C3%A4ss', 'user:päss'],
    ['user:5%4', 'user:5%4'],
    ['us%er:%41%', 'us%er:A%'],
    ['user:', 'user:'],
  ])('%s', async (written, credentials) => {
    await using own = await startConnectProxy({ credentials })
    const client = createClient({ ca: [authority.certificate] })
    const url = `http://${written}@localhost:${own.port}`
    const response = await client.request(`https://orders.internal:${server.port}/`, { proxy: url })
    expect(response.status).toBe(200)
    await client.close()
  })
})
