import { once } from 'node:events'
import { constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { startScriptedServer } from '../../fixtures/scripted-server.ts'
import { createClient, type MtlsClient } from '../../src/request/client.ts'

let authority: Authority
let identity: Identity
let client: MtlsClient

beforeAll(async () => {
  authority = await createAuthority()
  identity = await authority.issueServer()
  client = createClient({ ca: [authority.certificate] })
})
afterAll(() => client.destroy())

const ok = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'

const failureOf = (answer: Promise<unknown>) =>
  answer.then(
    () => expect.fail('there was an answer'),
    (error: { name: string; code: string; message: string }) => error,
  )

describe('interim answers', () => {
  test('100 that nobody asked for, 102 and 103 are passed over', async () => {
    const interim = ['100 Continue', '102 Processing', '103 Early Hints\r\nlink: </a.css>; rel=preload']
    await using server = await startScriptedServer(identity, {
      onRequest: (socket) => socket.write(`${interim.map((line) => `HTTP/1.1 ${line}\r\n\r\n`).join('')}${ok}`),
    })
    for (let time = 0; time < 2; time++) {
      const response = await client.request(server.url)
      expect([response.status, response.headers.get('link'), await response.text()]).toEqual([200, null, 'ok'])
    }
    expect(server.connections).toHaveLength(1)
  })

  test('101 that nobody asked for is an error', async () => {
    await using server = await startScriptedServer(identity, {
      onRequest: (socket) =>
        socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n'),
    })
    const error = await failureOf(client.request(server.url))
    expect(error).toMatchObject({ name: 'ConnectionError', code: 'ERR_MTLS_SWITCHED_PROTOCOLS' })
    expect(error.message).toContain('101 Switching Protocols')
    expect(server.connections).toHaveLength(1)
  })
})

describe('a server that speaks another protocol', () => {
  // SETTINGS, as a server of HTTP/2 sends it first (RFC 9113 3.4).
  const settings = Buffer.from('00000604000000000000030000006400', 'hex')
  test.each([
    ['HTTP/2', settings],
    ['SSH', Buffer.from('SSH-2.0-OpenSSH_9.2\r\n')],
    ['SMTP', Buffer.from('220 mail.example ESMTP\r\n')],
  ])('%s: one connection, one error', async (_, banner) => {
    await using server = await startScriptedServer(identity, { onConnection: (socket) => socket.write(banner) })
    const error = await failureOf(client.request(server.url))
    expect(error.name).toBe('ConnectionError')
    expect(error.code).toMatch(/^HPE_/)
    expect(server.connections).toHaveLength(1)
  })
})

describe('a kept connection that the server has closed', () => {
  /** Answers the first request of a connection, and closes the connection when the second comes. */
  const closingAtSecond = () => {
    const answered = new WeakSet()
    return startScriptedServer(identity, {
      onRequest: (socket) => {
        if (answered.has(socket)) socket.destroy()
        else socket.write(ok)
        answered.add(socket)
      },
    })
  }

  test.each([
    ['GET', {}],
    ['POST with a body', { method: 'POST', body: 'again' }],
  ])('the request is sent again over a new one: %s', async (_, init) => {
    await using server = await closingAtSecond()
    await (await client.request(server.url)).text()
    const response = await client.request(server.url, init)
    expect(await response.text()).toBe('ok')
    expect([server.requests, server.connections.length]).toEqual([3, 2])
  })

  test('a stream cannot be sent again', async () => {
    await using server = await closingAtSecond()
    await (await client.request(server.url)).text()
    const body = new Response('once').body!
    const error = await failureOf(client.request(server.url, { method: 'POST', body, duplex: 'half' } as RequestInit))
    expect(error.name).toBe('ConnectionError')
    expect(server.connections).toHaveLength(1)
  })

  test('once only', async () => {
    let answer = true
    await using server = await startScriptedServer(identity, {
      onRequest: (socket) => (answer ? socket.write(ok) : socket.destroy()),
    })
    await (await client.request(server.url)).text()
    answer = false
    await failureOf(client.request(server.url))
    expect([server.requests, server.connections.length]).toEqual([3, 2])
  })

  test('not when a part of an answer has come', async () => {
    await using server = await startScriptedServer(identity, {
      onRequest: (socket, _text, count) => {
        if (count === 1) socket.write(ok)
        else socket.write('HTTP/1.1 200 OK\r\n', () => socket.destroy())
      },
    })
    await (await client.request(server.url)).text()
    await failureOf(client.request(server.url))
    expect(server.requests).toBe(2)
  })

  test('what comes while nobody asks is not the next answer', async () => {
    await using server = await startScriptedServer(identity, {
      onRequest: (socket, text) => socket.write(text.startsWith('GET /first') ? ok : ok.replace('ok', 'OK')),
    })
    await (await client.request(`${server.url}/first`)).text()
    const [first] = server.connections
    await new Promise((sent) => first!.write('HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\n\r\n', sent))
    await (await client.request(server.url, { fresh: true })).text()
    expect((await client.request(server.url)).status).toBe(200)
  })
})

describe('what an answer is made of', () => {
  test('trailers do not disturb', async () => {
    const body =
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntrailer: x-sum\r\n\r\n2\r\nok\r\n0\r\nx-sum: 1\r\n\r\n'
    await using server = await startScriptedServer(identity, { onRequest: (socket) => socket.write(body) })
    for (let time = 0; time < 2; time++) expect(await (await client.request(server.url)).text()).toBe('ok')
    expect(server.connections).toHaveLength(1)
  })

  const text = 'text '.repeat(100)
  test.each<[string, string, Buffer]>([
    ['zlib', 'deflate', deflateSync(text)],
    ['raw, as IIS sends it', 'deflate', deflateRawSync(text)],
    ['raw, not compressed', 'deflate', deflateRawSync(text, { level: 0 })],
    ['raw, with codes of its own', 'deflate', deflateRawSync(text, { level: 9 })],
    ['raw, in fixed codes', 'deflate', deflateRawSync(text, { strategy: constants.Z_FIXED })],
    ['raw, under gzip', 'deflate, gzip', gzipSync(deflateRawSync(text))],
    ['zlib without a window', 'deflate', deflateSync(text, { windowBits: 9 })],
  ])('deflate: %s', async (_, coding, body) => {
    const head = `HTTP/1.1 200 OK\r\ncontent-encoding: ${coding}\r\ncontent-length: ${body.length}\r\n\r\n`
    await using server = await startScriptedServer(identity, {
      onRequest: (socket) => {
        // The first byte alone tells nothing.
        socket.write(Buffer.concat([Buffer.from(head), body.subarray(0, 1)]), () => socket.write(body.subarray(1)))
      },
    })
    expect(await (await client.request(server.url)).text()).toBe(text)
  })

  test.each([
    ['in UTF-8', Buffer.from('/grüße'), '/gr%C3%BC%C3%9Fe'],
    ['with a query and a fragment', Buffer.from('/a?q=ü#ß'), '/a?q=%C3%BC'],
    ['relative', Buffer.from('ü/b'), '/%C3%BC/b'],
    ['a query alone', Buffer.from('?ü'), '/start?%C3%BC'],
    ['beyond the basic plane', Buffer.from('/\u{1f600}'), '/%F0%9F%98%80'],
    ['encoded in part', Buffer.from('/%C3%BC ü'), '/%C3%BC%20%C3%BC'],
    ['in Latin-1, as browsers read it', Buffer.from('/caf\xe9', 'latin1'), '/caf%C3%A9'],
  ])('a Location as it is, %s', async (_, location, expected) => {
    let path = ''
    await using server = await startScriptedServer(identity, {
      onRequest: (socket, head) => {
        path = head.split(' ')[1]!
        const redirect = `HTTP/1.1 302 Found\r\nlocation: ${location.toString('latin1')}\r\ncontent-length: 0\r\n\r\n`
        socket.write(path === '/start' ? redirect : ok, 'latin1')
      },
    })
    await (await client.request(`${server.url}/start`)).text()
    expect(path).toBe(expected)
  })
})

test('methods go out as they are written', async () => {
  const lines: string[] = []
  await using server = await startScriptedServer(identity, {
    onRequest: (socket, text) => {
      lines.push(text.split('\r\n')[0]!)
      socket.write(ok)
    },
  })
  for (const method of ['get', 'patch', 'PURGE']) await (await client.request(server.url, { method })).text()
  expect(lines).toEqual(['GET / HTTP/1.1', 'patch / HTTP/1.1', 'PURGE / HTTP/1.1'])
})

test('an aborted call ends a connection that is being made for it', async () => {
  await using server = await startScriptedServer(identity, {})
  const { connections } = server
  const aborted = new AbortController()
  const call = client.request(server.url, { signal: aborted.signal })
  aborted.abort()
  await expect(call).rejects.toThrow('aborted')
  expect(connections).toHaveLength(0)
  const open = client.request(server.url, { timeout: 200 })
  await expect(open).rejects.toMatchObject({ code: 'ETIMEDOUT' })
  if (connections[0]!.readyState !== 'closed') await once(connections[0]!, 'close')
})

describe('a client that is destroyed while a request is under way', () => {
  test.each([
    { kept: false, http2: false },
    { kept: true, http2: false },
    { kept: false, http2: true },
  ])('kept: $kept, HTTP/2 offered: $http2', async ({ kept, http2 }) => {
    const own = createClient({ ca: [authority.certificate], http2 })
    let asked: () => void = () => {}
    const underWay = new Promise<void>((resolve) => {
      asked = resolve
    })
    await using server = await startScriptedServer(identity, {
      onRequest: (socket, _, count) => (kept && count === 1 ? void socket.write(ok) : asked()),
    })
    if (kept) await (await own.request(server.url)).text()
    const failing = failureOf(own.request(server.url))
    await underWay
    await own.destroy()
    const error = await failing
    expect(error).toMatchObject({ name: 'ConnectionError', code: 'ERR_MTLS_CLIENT_DESTROYED' })
    expect(error.message).toContain('was under way when its client was destroyed, before an answer came')
    expect(server.connections).toHaveLength(1)
  })
})
