import { once } from 'node:events'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAuthority } from '../../fixtures/authority.ts'
import { type MtlsServer, startMtlsServer } from '../../fixtures/mtls-server.ts'
import { createClient, type MtlsClient } from '../../src/request/client.ts'
import { handshakeOf, handshakesOf } from '../../src/request/mtls-response.ts'

const compressed: Record<string, (text: string) => Buffer> = {
  gzip: (content) => gzipSync(content),
  deflate: (content) => deflateSync(content),
  br: (content) => brotliCompressSync(content),
}

const routes: Record<string, (request: IncomingMessage, response: ServerResponse) => void | Promise<void>> = {
  '/echo': async (request, response) => {
    const body = await text(request)
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body }))
  },
  '/empty': (_, response) => void response.writeHead(204).end(),
  '/cookies': (_, response) =>
    void response
      .writeHead(200, [
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ] as never)
      .end(),
  '/latin1': (_, response) => void response.writeHead(200, { 'x-name': 'caf\u00e9' }).end(),
  '/never': () => {},
  '/half': (_, response) => void response.writeHead(200, { 'content-length': '10' }).write('half'),
  '/loop': (_, response) => void response.writeHead(302, { location: '/loop' }).end(),
}

const handler: RequestListener = (request, response) => {
  const url = new URL(request.url ?? '/', 'https://localhost')
  const coding = url.searchParams.get('coding')
  const to = url.searchParams.get('to')
  if (coding !== null)
    response.writeHead(200, { 'content-encoding': coding }).end(compressed[coding]?.('x'.repeat(100_000)))
  else if (to !== null) response.writeHead(Number(url.searchParams.get('status')), { location: to }).end('moved')
  else void (routes[url.pathname] ?? routes['/echo'])?.(request, response)
}

let server: MtlsServer
let other: MtlsServer
let client: MtlsClient

beforeAll(async () => {
  const authority = await createAuthority()
  const identity = await authority.issueServer()
  const { chain, key } = await authority.issueClient({ subject: 'CN=orders' })
  server = await startMtlsServer({ identity, ca: authority.certificate, clientCertificate: 'require', handler })
  other = await startMtlsServer({ identity, ca: authority.certificate, clientCertificate: 'optional', handler })
  client = createClient({
    ca: [authority.certificate],
    clientCertificates: [{ name: 'orders', host: 'localhost', port: server.port, cert: chain, key }],
  })
})

afterAll(async () => {
  await client.destroy()
  await Promise.all([server.close(), other.close()])
})

const echo = async (path: string, init?: Parameters<MtlsClient['request']>[1]) =>
  (await (await client.request(server.url + path, init)).json()) as {
    method: string
    url: string
    headers: Record<string, string>
    body: string
  }

describe('as fetch', () => {
  test('resolves to a WHATWG Response', async () => {
    const response = await client.request(`${server.url}/echo`)
    expect(response).toBeInstanceOf(Response)
    expect(response).toMatchObject({ status: 200, ok: true, statusText: 'OK', redirected: false, type: 'basic' })
    expect(response.url).toBe(`${server.url}/echo`)
    expect(response.headers.get('content-type')).toBe('application/json')
    const copy = response.clone()
    expect(copy.url).toBe(response.url)
    expect(copy.handshake).toBe(response.handshake)
    expect(await copy.text()).toBe(await response.text())
  })

  test.each([
    ['string', 'hello', 'hello', 'text/plain;charset=UTF-8'],
    ['bytes', new TextEncoder().encode('bytes'), 'bytes', undefined],
    ['ArrayBuffer', new TextEncoder().encode('buffer').buffer, 'buffer', undefined],
    ['URLSearchParams', new URLSearchParams({ a: '1 2' }), 'a=1+2', 'application/x-www-form-urlencoded;charset=UTF-8'],
    ['Blob', new Blob(['blob'], { type: 'text/x-blob' }), 'blob', 'text/x-blob'],
  ])('sends a body: %s', async (_, body, expected, type) => {
    const seen = await echo('/echo', { method: 'POST', body: body as never })
    expect(seen.body).toBe(expected)
    expect(seen.headers['content-type']).toBe(type)
    expect(seen.headers['content-length']).toBe(String(expected.length))
  })

  test('sends a form', async () => {
    const form = new FormData()
    form.set('field', 'value')
    const seen = await echo('/echo', { method: 'POST', body: form })
    expect(seen.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/)
    expect(seen.body).toContain('name="field"\r\n\r\nvalue')
  })

  test('sends a stream', async () => {
    const body = new Blob(['streamed']).stream()
    const seen = await echo('/echo', { method: 'POST', body: body as never, duplex: 'half' })
    expect(seen.body).toBe('streamed')
    expect(seen.headers['transfer-encoding']).toBe('chunked')
  })

  test('takes a Request', async () => {
    const request = new Request(`${server.url}/echo`, { method: 'PUT', body: 'from request', headers: { 'x-a': '1' } })
    const response = await client.request(request)
    expect(await response.json()).toMatchObject({ method: 'PUT', body: 'from request', headers: { 'x-a': '1' } })
  })

  test('sends json and query', async () => {
    const seen = await echo('/echo?z=0', {
      method: 'POST',
      json: { id: 1 },
      query: { a: 'x y', b: [1, 2], c: undefined },
    })
    expect(seen.url).toBe('/echo?z=0&a=x+y&b=1&b=2')
    expect(seen.headers['content-type']).toBe('application/json')
    expect(JSON.parse(seen.body)).toEqual({ id: 1 })
  })

  test.each(['gzip', 'deflate', 'br'])('decodes %s', async (coding) => {
    const response = await client.request(`${server.url}/`, { query: { coding } })
    expect((await response.text()).length).toBe(100_000)
  })

  test('keeps every set-cookie and bytes of header values', async () => {
    expect((await client.request(`${server.url}/cookies`)).headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect((await client.request(`${server.url}/latin1`)).headers.get('x-name')).toBe('caf\u00e9')
  })

  test('has no body for 204 and HEAD', async () => {
    expect((await client.request(`${server.url}/empty`)).body).toBeNull()
    expect(await (await client.request(`${server.url}/echo`, { method: 'HEAD' })).text()).toBe('')
  })

  test.each([
    [
      'no such thing',
      {},
      "request() takes a URL such as https://api.internal:8443/orders; it cannot parse 'no such thing'.",
    ],
    ['ftp://localhost/', {}, 'request() speaks https and http, not ftp:'],
    ['localhost:8443/orders', {}, 'not localhost: begin the URL with https://, as in'],
    ['https://a:b@localhost/', {}, 'Request cannot be constructed from a URL that includes credentials'],
    ['https://localhost/', { body: 'x' }, 'Request with GET method cannot have a body.'],
    ['https://localhost/', { method: 'POST', body: 'x', json: 1 }, 'Give `json` or `body`, not both'],
    ['https://localhost/', { method: 'TRACE' }, "'TRACE' HTTP method is unsupported."],
  ])('refuses %s %j', async (url, init, message) => {
    const error = await client.request(url, init).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(TypeError)
    expect((error as Error).message).toContain(message)
    expect((error as Error).message).not.toContain('a:b')
  })
})

describe('redirects', () => {
  const redirect = (status: number, to: string) => `/?status=${status}&to=${encodeURIComponent(to)}`

  test.each([
    [301, 'POST', 'GET', ''],
    [302, 'POST', 'GET', ''],
    [303, 'PUT', 'GET', ''],
    [307, 'POST', 'POST', 'body'],
    [308, 'PUT', 'PUT', 'body'],
  ])('%i after %s', async (status, method, next, body) => {
    const response = await client.request(server.url + redirect(status, '/echo'), { method, body: 'body' })
    expect(response).toMatchObject({ redirected: true, url: `${server.url}/echo` })
    expect(await response.json()).toMatchObject({ method: next, body })
    expect(handshakesOf(response)).toHaveLength(2)
  })

  test('takes no client certificate and no credentials to an origin that has none configured', async () => {
    const response = await client.request(server.url + redirect(307, `${other.url}/echo`), {
      clientCert: 'orders',
      headers: { authorization: 'Bearer canary', cookie: 'a=1' },
    })
    const { headers } = (await response.json()) as { headers: Record<string, string> }
    expect(headers).not.toHaveProperty('authorization')
    expect(headers).not.toHaveProperty('cookie')
    expect(handshakesOf(response).map((hop) => hop.clientCertificate.status)).toEqual(['sent', 'empty'])
    expect(handshakeOf(response)?.port).toBe(other.port)
  })

  test('manual, error and endless', async () => {
    const manual = await client.request(server.url + redirect(302, '/echo'), { redirect: 'manual' })
    expect(manual).toMatchObject({ status: 302, redirected: false })
    await expect(client.request(server.url + redirect(302, '/echo'), { redirect: 'error' })).rejects.toThrow(TypeError)
    await expect(client.request(`${server.url}/loop`)).rejects.toThrow('More than 20 redirects')
  })

  test('does not send a stream twice', async () => {
    const body = new Blob(['once']).stream() as never
    const sent = client.request(server.url + redirect(307, '/echo'), { method: 'POST', body, duplex: 'half' })
    await expect(sent).rejects.toThrow('A body that is a stream cannot be sent again')
  })
})

describe('abort and timeout', () => {
  test('rejects with the reason of the signal', async () => {
    const controller = new AbortController()
    const sent = client.request(`${server.url}/never`, { signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(sent).rejects.toThrow('enough')
    await expect(client.request(`${server.url}/echo`, { signal: AbortSignal.abort() })).rejects.toThrow('aborted')
  })

  test('a timeout is a ConnectionError with the handshake', async () => {
    const error = await client.request(`${server.url}/never`, { timeout: 300 }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ name: 'ConnectionError', code: 'ETIMEDOUT' })
    expect(handshakeOf(error)?.clientCertificate.status).toBe('sent')
  })

  test('a body that does not come breaks off at the timeout', async () => {
    const response = await client.request(`${server.url}/half`, { timeout: 300 })
    await expect(response.text()).rejects.toMatchObject({ code: 'ETIMEDOUT' })
  })
})

test('over http there is no handshake', async () => {
  const plain = createServer((_, response) => response.end('plain'))
  await once(plain.listen(0, '127.0.0.1'), 'listening')
  const response = await client.request(`http://127.0.0.1:${(plain.address() as AddressInfo).port}/`)
  expect(await response.text()).toBe('plain')
  expect(response.handshake).toBeUndefined()
  expect(handshakeOf(response)).toBeUndefined()
  await client.close()
  plain.close()
})

test('keeps connections alive, and makes a new one when told to', async () => {
  const before = server.seen.length
  const first = await client.request(`${server.url}/echo`)
  await first.text()
  const second = await client.request(`${server.url}/echo`)
  await second.text()
  const fresh = await client.request(`${server.url}/echo`, { fresh: true })
  await fresh.text()
  expect(second.handshake).toBe(first.handshake)
  expect(fresh.handshake).not.toBe(first.handshake)
  expect(server.seen.length - before).toBe(2)
})
