import { inspect } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import { startConnectProxy } from '../../fixtures/connect-proxy.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { type MtlsServer, startMtlsServer } from '../../fixtures/mtls-server.ts'
import { startTcpServer } from '../../fixtures/tcp-server.ts'
import { createClient } from '../../src/request/client.ts'
import { handshakeOf } from '../../src/request/mtls-response.ts'

let authority: Authority
let identity: Identity
let orders: Identity
let server: MtlsServer

beforeAll(async () => {
  authority = await createAuthority()
  identity = await authority.issueServer({ hosts: ['localhost', 'orders.internal'] })
  orders = await authority.issueClient({ subject: 'CN=orders' })
  server = await startMtlsServer({ identity, ca: authority.certificate, clientCertificate: 'require', http2: true })
})
afterAll(() => server.close())

const clientThrough = (proxy: string, http2 = false) =>
  createClient({
    ca: [authority.certificate],
    http2,
    proxy,
    clientCertificates: [{ host: 'orders.internal', port: server.port, cert: orders.chain, key: orders.key }],
  })
const url = () => `https://orders.internal:${server.port}/`

test.each([false, true])('the evidence is that of the inner connection (http2: %s)', async (http2) => {
  await using proxy = await startConnectProxy()
  const client = clientThrough(proxy.url, http2)
  const response = await client.request(url())
  expect(await response.json()).toMatchObject({ subject: 'CN=orders', servername: 'orders.internal' })
  expect(proxy.targets).toEqual([`orders.internal:${server.port}`])
  expect(response.handshake).toMatchObject({
    host: 'orders.internal',
    port: server.port,
    servername: 'orders.internal',
    alpn: http2 ? 'h2' : 'http/1.1',
    clientCertificate: { status: 'sent', proven: true },
    capture: { complete: true },
  })
  expect(response.handshake?.serverCertificate.chain[0]?.subjectAltNames).toContain('DNS:orders.internal')
  await client.close()
})

test('TLS in TLS, through an https proxy that gets no client certificate', async () => {
  await using proxy = await startConnectProxy({ identity })
  const client = clientThrough(proxy.url)
  const response = await client.request(url())
  expect(await response.json()).toMatchObject({ subject: 'CN=orders' })
  expect(response.handshake).toMatchObject({ host: 'orders.internal', clientCertificate: { status: 'sent' } })
  await client.close()
})

test('with credentials, which appear in no error', async () => {
  await using proxy = await startConnectProxy({ credentials: 'tester:s3cr3t-canary' })
  const right = clientThrough(proxy.url.replace('//', '//tester:s3cr3t-canary@'))
  expect((await right.request(url())).status).toBe(200)
  await right.close()

  const wrong = clientThrough(proxy.url.replace('//', '//tester:wr0ng-canary@'))
  const error = await wrong.request(url()).catch((reason: unknown) => reason)
  expect(error).toMatchObject({
    name: 'ConnectionError',
    code: 'ERR_MTLS_PROXY',
    message: expect.stringContaining('407'),
  })
  expect(handshakeOf(error)).toBeUndefined()
  expect(inspected(error)).not.toContain('canary')
})

test('a refusal of the proxy is told apart from one of the target', async () => {
  await using refusing = await startConnectProxy({ refuseWith: 403 })
  const refused = await clientThrough(refusing.url)
    .request(url())
    .catch((reason: unknown) => reason)
  expect(refused).toMatchObject({ name: 'ConnectionError', message: expect.stringMatching(/proxy \S+ refused .* 403/) })

  await using proxy = await startConnectProxy()
  const target = await clientThrough(proxy.url)
    .request(url(), { clientCert: false })
    .catch((reason: unknown) => reason)
  expect(target).toMatchObject({ name: 'HandshakeError', message: expect.not.stringContaining('proxy') })
  expect(handshakeOf(target)?.alerts).toContainEqual(expect.objectContaining({ description: 'certificate_required' }))
})

test('a proxy that is not there, or hangs up', async () => {
  const gone = await startTcpServer((socket) => socket.destroy())
  const proxy = `http://localhost:${gone.port}`
  const hungUp = await clientThrough(proxy)
    .request(url())
    .catch((reason: unknown) => reason)
  expect(hungUp).toMatchObject({ name: 'ConnectionError', code: 'ERR_MTLS_PROXY' })
  await gone.close()
  const absent = await clientThrough(proxy)
    .request(url())
    .catch((reason: unknown) => reason)
  expect(absent).toMatchObject({
    name: 'ConnectionError',
    message: expect.stringContaining('could not be reached'),
  })
})

test('a proxy that gives no answer, or none that is whole, is named', async () => {
  const beginnings = ['', 'HTTP/1.1 2', 'HTTP/1.1 200 OK\r\n', 'HTTP/1.1 200 OK\r\nVia: a\r\n', 'HTTP/1.1 200 OK\r\n\r']
  const silent = async (beginning: string) => {
    const server = await startTcpServer((socket) => socket.once('data', () => socket.write(beginning)))
    const proxy = `http://localhost:${server.port}`
    const error = await clientThrough(proxy)
      .request(url(), { timeout: 3000 })
      .catch((reason: unknown) => reason)
    await server.close()
    expect(error).toMatchObject({ name: 'ConnectionError', code: 'ETIMEDOUT', message: expect.stringContaining(proxy) })
  }
  await Promise.all(beginnings.map(silent))
})

test('a proxy for one request, and none for one request', async () => {
  await using proxy = await startConnectProxy()
  const client = createClient({ ca: [authority.certificate], proxy: false })
  const init = { verify: false, clientCert: { cert: orders.chain, key: orders.key } }
  await client.request(url(), { ...init, proxy: proxy.url })
  expect(proxy.targets).toHaveLength(1)
  const direct = createClient({ ca: [authority.certificate], proxy: proxy.url })
  await direct.request(server.url, { ...init, proxy: false })
  expect(proxy.targets).toHaveLength(1)
  await Promise.all([client.close(), direct.close()])
})

function inspected(error: unknown): string {
  return `${inspect(error, { depth: 10, showHidden: true })}${JSON.stringify(error)}`
}
