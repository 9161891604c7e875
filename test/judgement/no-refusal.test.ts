import { once } from 'node:events'
import { createSecureServer, type Http2Session, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { beforeAll, describe, expect, test } from 'vitest'
import { startApache } from '../../fixtures/apache.ts'
import { startConnectProxy } from '../../fixtures/connect-proxy.ts'
import { startNginx } from '../../fixtures/nginx.ts'
import { requireProgram } from '../../fixtures/programs.ts'
import { startScriptedServer } from '../../fixtures/scripted-server.ts'
import type { MtlsOptions } from '../../src/config/options.ts'
import { evidenceOf } from '../../src/evidence/evidence.ts'
import { judge } from '../../src/judgement/judge.ts'
import { matchers } from '../../src/matchers/index.ts'
import { createClient } from '../../src/request/client.ts'
import type { MtlsRequestInit } from '../../src/request/request-init.ts'
import { type Authority, createAuthority, type IssuedCertificate } from '../../src/testing/index.ts'

expect.extend(matchers)

let authority: Authority
let identity: { chain: string; key: string }
let orders: IssuedCertificate
let stranger: IssuedCertificate

beforeAll(async () => {
  authority = await createAuthority({ subject: 'CN=Lab Root' })
  const { chain, key } = await authority.issueServerCertificate()
  identity = { chain: chain.join(''), key }
  orders = await authority.issueClientCertificate({ subject: 'CN=orders' })
  stranger = await (await createAuthority({ subject: 'CN=Other' })).issueClientCertificate({ subject: 'CN=stranger' })
})

/** With a certificate, or without. */
const config = (own: IssuedCertificate | undefined): MtlsOptions => ({
  ca: authority.ca,
  ...(own && { clientCertificates: [{ host: 'localhost', port: '*', cert: own.cert, key: own.key }] }),
})

/** What comes of requests one after the other, with their judgements. */
async function outcomes(port: number, own: IssuedCertificate | undefined, inits: MtlsRequestInit[], path = '/orders') {
  const client = createClient(config(own))
  const all: { outcome: { status?: number; name?: string }; judgement: ReturnType<typeof judge> }[] = []
  for (const init of inits) {
    const outcome = await client
      .request(`https://localhost:${port}${path}`, init)
      .then(async (response) => {
        await response.text()
        return response
      })
      .catch((error: Error) => error)
    all.push({ outcome: outcome as never, judgement: judge(evidenceOf(outcome)!) })
  }
  await client.destroy()
  return all
}

const asking = { requestCert: true, rejectUnauthorized: false }
const versions = ['TLSv1.2', 'TLSv1.3'] as const
/** More than the buffers of a socket take, so that the server goes while it is sent. */
const upload = (): MtlsRequestInit => ({ method: 'POST', body: new Uint8Array(20_000_000) })

describe('a connection that ends in the middle of an upload is not an idle one', () => {
  const ends: Record<string, (socket: TLSSocket) => void> = {
    closed: (socket) => socket.destroy(),
    reset: (socket) => (socket as unknown as { _parent: Socket })._parent.resetAndDestroy(),
  }
  describe.each(versions)('%s', (version) => {
    test.each(Object.keys(ends))('%s, where no certificate was asked for', async (how) => {
      await using server = await startScriptedServer(identity, {
        tls: { maxVersion: version },
        onRequest: (socket) => ends[how]!(socket),
      })
      const [only] = await outcomes(server.port, orders, [upload()])
      expect(only!.judgement).toMatchObject({
        situation: 'closed-in-upload',
        party: 'server',
        subject: { kind: 'network' },
      })
      expect(only!.judgement.cause).toContain('in the middle of the upload')
      expect(server.connections).toHaveLength(1)
      expect(only!.outcome).not.toHaveRejectedClientCert()
    })
    test.each(Object.keys(ends))('%s, after it was asked for and sent', async (how) => {
      await using server = await startScriptedServer(identity, {
        tls: { maxVersion: version, ca: authority.ca, ...asking },
        onRequest: (socket) => ends[how]!(socket),
      })
      const [only] = await outcomes(server.port, orders, [upload()])
      expect(only!.judgement).toMatchObject({
        party: 'server',
        subject: { kind: 'client-certificate', presented: 'sent' },
      })
      expect(only!.judgement.cause).toContain('in the middle of the upload')
      expect(server.connections).toHaveLength(1)
    })
    test('an idle connection that was closed is tried once more, and answers', async () => {
      await using server = await startScriptedServer(identity, {
        tls: { maxVersion: version, ca: authority.ca, ...asking },
        onRequest: (socket, _, count) =>
          count === 2 ? socket.destroy() : socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK'),
      })
      const all = await outcomes(server.port, orders, [{}, {}])
      expect(all.map(({ outcome }) => outcome.status)).toEqual([200, 200])
      for (const { outcome } of all) expect(outcome).not.toHaveRejectedClientCert()
    })
  })
})

/** An h2 server that asks for a certificate, and takes all. */
async function startHttp2(onStream: (stream: ServerHttp2Stream, count: number) => void) {
  const sessions = new Set<Http2Session>()
  const server = createSecureServer({ cert: identity.chain, key: identity.key, ca: authority.ca, ...asking })
  let count = 0
  server.on('session', (session) => sessions.add(session))
  server.on('stream', (stream) => {
    stream.on('error', () => {})
    onStream(stream, ++count)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      for (const session of sessions) session.destroy()
      const closed = once(server, 'close')
      server.close()
      await closed
    },
  }
}

describe('GOAWAY on an HTTP/2 that was agreed on is no refusal', () => {
  const codes = [0, 1, 11] as const
  test.each(codes)('without an answer before, code %i', async (code) => {
    await using server = await startHttp2((stream) => {
      stream.session!.goaway(code, 0)
      stream.session!.destroy()
    })
    const [only] = await outcomes(server.port, orders, [{ http2: true, method: 'POST', body: 'x' }])
    expect(only!.judgement.subject.kind).not.toBe('client-certificate')
    expect(only!.judgement).toMatchObject({ party: 'server', certainty: 'proven' })
    expect(only!.outcome).not.toHaveRejectedClientCert()
  })
  test.each(codes)('with an answer before, code %i', async (code) => {
    await using server = await startHttp2((stream, count) => {
      if (count % 2 === 0) {
        stream.session!.goaway(code, stream.id!)
        stream.session!.destroy()
      } else {
        stream.respond({ ':status': 200 })
        stream.end('fine')
      }
    })
    const [first, second] = await outcomes(server.port, orders, [
      { http2: true },
      { http2: true, method: 'POST', body: 'x' },
    ])
    expect(first!.outcome.status).toBe(200)
    expect(second!.judgement.subject.kind).not.toBe('client-certificate')
    expect(second!.outcome).not.toHaveRejectedClientCert()
  })
  test.each([0, 2, 7, 8, 11, 13])('RST_STREAM without an answer, code %i', async (code) => {
    await using server = await startHttp2((stream) => stream.close(code))
    const [only] = await outcomes(server.port, orders, [{ http2: true }])
    expect(only!.judgement).toMatchObject({ party: 'server', subject: { kind: 'protocol', spoken: 'HTTP/2' } })
    expect(only!.judgement.cause).toMatch(/(?:ended|reset) the HTTP\/2 stream/)
    expect(only!.outcome).not.toHaveRejectedClientCert()
  })
  test('a whole answer, then GOAWAY', async () => {
    await using server = await startHttp2((stream) => {
      stream.respond({ ':status': 200 })
      stream.end('fine')
      stream.session!.goaway(0)
    })
    const all = await outcomes(server.port, orders, [{ http2: true }, { http2: true }])
    expect(all.map(({ outcome }) => outcome.status)).toEqual([200, 200])
  })
  test.skipIf(requireProgram('nginx'))('as nginx says it after each request', async () => {
    const nginx = await startNginx({
      identity,
      ca: authority.ca,
      verifyClient: 'on',
      http2: true,
      directives: 'keepalive_requests 1;',
    })
    const all = await outcomes(nginx.port, orders, [{ http2: true }, { http2: true }])
    await nginx.close()
    expect(all.map(({ outcome }) => outcome.status)).toEqual([200, 200])
    for (const { outcome } of all) expect(outcome).not.toHaveRejectedClientCert()
  })
})

describe('interim answers that nobody asked for', () => {
  const final = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK'
  const interim = {
    'one 100': 'HTTP/1.1 100 Continue\r\n\r\n',
    'two 100': 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n',
    '102': 'HTTP/1.1 102 Processing\r\n\r\n',
    '103': 'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n',
  }
  describe.each(Object.entries(interim))('%s', (_, bytes) => {
    const serving = (more: string) =>
      startScriptedServer(identity, {
        tls: { ca: authority.ca, ...asking },
        onRequest: (socket) => (more === '' ? socket.end(bytes) : socket.write(bytes + more)),
      })
    test.each([{}, { method: 'POST', body: 'x' }])('before the answer: that counts, %o', async (init) => {
      await using server = await serving(final)
      const [only] = await outcomes(server.port, orders, [init])
      expect(only!.outcome.status).toBe(200)
      expect(only!.outcome).not.toHaveRejectedClientCert()
    })
    test('and no answer: broken HTTP, no refusal', async () => {
      await using server = await serving('')
      const [only] = await outcomes(server.port, orders, [{}])
      expect(only!.outcome.name).toBe('ConnectionError')
      expect(only!.judgement.subject).toEqual({ kind: 'protocol', spoken: 'HTTP' })
      expect(only!.outcome).not.toHaveRejectedClientCert()
    })
  })
  test.each(['websocket', 'h2c'])('101 to %s', async (upgrade) => {
    await using server = await startScriptedServer(identity, {
      tls: { ca: authority.ca, ...asking },
      onRequest: (socket) =>
        socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: ${upgrade}\r\nConnection: Upgrade\r\n\r\n`),
    })
    const [only] = await outcomes(server.port, orders, [{}])
    expect(only!.outcome.name).toBe('ConnectionError')
    expect(only!.outcome).not.toHaveRejectedClientCert()
    expect(only!.judgement.cause).toMatch(/101/)
  })
})

describe('a page that nobody has read is neither a refusal nor none', () => {
  const page = '<html><head><title>400 No required SSL certificate was sent</title></head></html>'
  const answer = (fields: string, body = page) =>
    `HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n${fields}Content-Length: ${body.length}\r\n\r\n${body}`
  test.each([
    ['its content coding sdch cannot be undone', answer('Content-Encoding: sdch\r\n'), {}],
    ['it has not come to its end', answer('', `${page}${' '.repeat(9)}`).slice(0, -60), {}],
    ['an answer to HEAD has none', answer('').slice(0, -page.length), { method: 'HEAD' }],
  ])('%s', async (why, bytes, init) => {
    await using server = await startScriptedServer(identity, {
      tls: { ...asking, ca: authority.ca },
      onRequest: (socket) => socket.write(bytes),
    })
    const client = createClient(config(undefined))
    const response = await client.request(server.url, init)
    expect(() => expect(response).toHaveRejectedClientCert()).toThrow(`(${why})`)
    expect(() => expect(response).not.toHaveRejectedClientCert()).toThrow('cannot tell whether the answer')
    expect(response).toHaveRejectedClientCert({ status: 400 })
    expect(response).toHaveRejectedClientCert({ via: 'http' })
    await response.body?.cancel()
    await client.destroy()
  })
})

describe('the end of a tunnel may be the doing of the proxy', () => {
  const through = async (onConnection: (socket: TLSSocket) => void, version: (typeof versions)[number]) => {
    await using proxy = await startConnectProxy()
    const tls = { ...asking, ca: authority.ca, maxVersion: version }
    await using server = await startScriptedServer(identity, { tls, onConnection })
    const client = createClient({ ...config(stranger), proxy: proxy.url })
    const failure: unknown = await client.request(server.url).catch((error: unknown) => error)
    await client.destroy()
    return failure
  }
  test.each(versions)('%s: without a word of the server nobody can tell', async (version) => {
    const failure = await through((socket) => socket.destroy(), version)
    for (const attempt of [
      () => expect(failure).toHaveRejectedClientCert(),
      () => expect(failure).not.toHaveRejectedClientCert(),
    ])
      expect(attempt).toThrow(
        /cannot tell whether the server or the proxy ended the connection\. The server at \S+, or the proxy \S+ on the way to it, (?:closed|reset) /,
      )
  })
  test.each(versions)('%s: what says goodbye has the keys', async (version) => {
    expect(await through((socket) => socket.end(), version)).toHaveRejectedClientCert({ via: 'close' })
  })
})

describe('whatever comes after application data is no refusal', () => {
  const beginnings = [
    'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc',
    'HTTP/1.1 403 Forbidden\r\nContent-Le',
    'HTT',
  ]
  test.each(versions.flatMap((version) => beginnings.map((bytes) => [version, bytes] as const)))(
    '%s, %j',
    async (version, bytes) => {
      for (const own of [orders, undefined]) {
        await using server = await startScriptedServer(identity, {
          tls: { maxVersion: version, ca: authority.ca, ...asking },
          onRequest: (socket) => socket.write(bytes, () => socket.destroy()),
        })
        const [only] = await outcomes(server.port, own, [{}])
        expect(only!.outcome.name).toBe('ConnectionError')
        expect(only!.judgement.subject.kind).not.toBe('client-certificate')
        expect(only!.outcome).not.toHaveRejectedClientCert()
      }
    },
  )
})

describe.skipIf(requireProgram('apache2'))('Apache renegotiates: what it refuses then is a refusal', () => {
  test.each([
    ['no certificate', () => undefined, 'empty'],
    ['a certificate of another CA', () => stranger, 'sent'],
  ] as [string, () => IssuedCertificate | undefined, string][])('%s', async (_, own, presented) => {
    const apache = await startApache({ identity, ca: authority.ca, protectedPath: '/orders' })
    const [only] = await outcomes(apache.port, own(), [{ maxVersion: 'TLSv1.2' }])
    await apache.close()
    expect(only!.judgement).toMatchObject({
      party: 'server',
      subject: { kind: 'client-certificate', presented },
      certainty: 'proven',
    })
    expect(only!.outcome).toHaveRejectedClientCert()
  })
})

test.skipIf(requireProgram('nginx'))("nginx's page on a resumed session is a refusal as well", async () => {
  const nginx = await startNginx({ identity, ca: authority.ca, verifyClient: 'on' })
  for (const own of [undefined, stranger]) {
    const client = createClient({ ...config(own), resumption: true })
    for (const status of [own ? 'sent' : 'empty', 'resumed']) {
      const response = await client.request(nginx.url, { headers: { connection: 'close' } })
      await response.text()
      expect(response.handshake?.clientCertificate.status).toBe(status)
      expect(response).toHaveRejectedClientCert({ via: 'http', status: 400 })
    }
    await client.destroy()
  }
  await nginx.close()
})
