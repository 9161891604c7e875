import { Agent, get, request as httpsRequest } from 'node:https'
import { connect } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sealOptions, unsealOptions } from '../../src/plugin/sealed-options.ts'
import { createClient, request } from '../../src/request/index.ts'
import {
  type Authority,
  createAuthority,
  type IssuedCertificate,
  serve,
  type TestServer,
} from '../../src/testing/index.ts'

let authority: Authority
let orders: IssuedCertificate
let server: TestServer

beforeAll(async () => {
  authority = await createAuthority({ subject: 'CN=Everywhere', intermediates: ['CN=Below'] })
  orders = await authority.issueClientCertificate({ subject: 'CN=orders' })
  server = await serve({ authority, clientCertificates: 'required' })
})

afterAll(() => server.close())

test('by a request', async () => {
  const response = await request(server.url, { clientCert: orders, ca: authority })
  expect(response.status).toBe(200)
  expect(response.handshake!.clientCertificate.chain.map(({ subject }) => subject)).toEqual(['CN=orders', 'CN=Below'])
  const several = await request(server.url, { clientCert: orders, ca: [await createAuthority(), authority] })
  expect(several.status).toBe(200)
})

test('by a config, as entries of it and spread into them', async () => {
  const options = {
    ca: [authority],
    clientCertificates: [{ name: 'orders', host: 'localhost', port: '*', ...orders }],
  }
  const client = createClient(options)
  expect((await client.request(server.url)).status).toBe(200)
  await client.close()
  const byHost = createClient({ ...options, ca: { ...authority, hosts: ['localhost'] } })
  expect((await byHost.request(server.url)).status).toBe(200)
  await byHost.close()
})

test('by an inline config that reaches the workers sealed', async () => {
  const sealed = sealOptions({ ca: authority, clientCertificates: [{ host: 'localhost', port: '*', ...orders }] })
  expect(sealed).not.toContain(orders.key.split('\n')[1])
  const client = createClient(unsealOptions(sealed))
  expect((await client.request(server.url)).status).toBe(200)
  await client.close()
})

test("by PKCS#12, and by Node's own options and agents", async () => {
  const pfx = await orders.toPkcs12('secret')
  const response = await request(server.url, { clientCert: { pfx, passphrase: 'secret' }, ca: authority })
  expect(response.status).toBe(200)
  const { ca } = authority
  const statusOf = (options: object) =>
    new Promise<number | undefined>((resolve, reject) => {
      get(server.url, options, (answer) => resolve(answer.resume().statusCode)).on('error', reject)
    })
  expect(await statusOf({ ...orders, ca })).toBe(200)
  expect(await statusOf({ ...orders, ...authority })).toBe(200)
  const agent = new Agent({ ...orders, ca })
  expect(await statusOf({ agent })).toBe(200)
  const socket = connect({ port: server.port, host: '127.0.0.1', servername: 'localhost', ...orders, ca })
  await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject))
  socket.destroy()
  agent.destroy()
  expect(() => httpsRequest(server.url, { ca: authority as never }).on('error', () => {})).not.toThrow(/PRIVATE/)
})
