import { constants, createSecureServer, type Http2Session, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { startStayingServer } from '../../fixtures/staying-http2-server.ts'
import { createClient, type MtlsClient } from '../../src/request/client.ts'

let authority: Authority
let identity: Identity
let client: MtlsClient

beforeAll(async () => {
  authority = await createAuthority()
  identity = await authority.issueServer()
  client = createClient({ ca: [authority.certificate], http2: true })
})
afterAll(() => client.destroy())

/** `onStream`: what a server does with a stream; `connection` and `count` begin at 1, the latter in each connection. */
async function startHttp2(
  onStream: (stream: ServerHttp2Stream, path: string, connection: number, count: number) => void,
) {
  const sockets = new Set<Socket>()
  const server = createSecureServer({ cert: identity.chain, key: identity.key })
  let connections = 0
  const paths: string[] = []
  server.on('session', (session: Http2Session) => {
    const connection = ++connections
    let count = 0
    session.on('error', () => {})
    session.on('stream', (stream: ServerHttp2Stream, headers) => {
      stream.on('error', () => {})
      paths.push(`${connection}${headers[':path']}`)
      onStream(stream, String(headers[':path']), connection, ++count)
    })
  })
  server.on('secureConnection', (socket: Socket) => sockets.add(socket))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', () => listening()))
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    /** Connection and path of each stream, in their order. */
    paths,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((done) => server.close(done))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

const answer = (stream: ServerHttp2Stream, text = 'ok') => {
  stream.respond({ ':status': 200 })
  stream.end(text)
}

const textOf = async (url: string, init?: object) => (await client.request(url, init)).text()

/** NO_ERROR, and two with which Node's own client ends every stream at once. */
const codes = [
  ['NO_ERROR', 0],
  ['INTERNAL_ERROR', 2],
  ['ENHANCE_YOUR_CALM', 11],
] as const

describe.each(codes)('GOAWAY (RFC 9113 6.8) with %s', (_, code) => {
  test('before the answer: the streams up to the last one finish, the next request takes a new connection', async () => {
    await using server = await startHttp2((stream, _path, connection) => {
      if (connection > 1) return answer(stream)
      stream.session!.goaway(code, stream.id)
      stream.session!.ping(() => answer(stream, 'first'))
    })
    expect(await textOf(`${server.url}/a`)).toBe('first')
    expect(await textOf(`${server.url}/b`)).toBe('ok')
    expect(server.paths).toEqual(['1/a', '2/b'])
  })

  test('in the middle of a body: it comes whole', async () => {
    const half = 'x'.repeat(100_000)
    await using server = await startHttp2((stream) => {
      stream.respond({ ':status': 200 })
      stream.write(half)
      stream.session!.goaway(code, stream.id)
      stream.session!.ping(() => stream.end(half))
    })
    expect(await textOf(server.url)).toHaveLength(200_000)
  })

  test('after the answer: the next request takes a new connection', async () => {
    await using server = await startHttp2((stream, _path, connection) => {
      answer(stream)
      const { session, id } = stream
      if (connection === 1) stream.once('close', () => session!.goaway(code, id))
    })
    expect(await textOf(`${server.url}/a`)).toBe('ok')
    expect(await textOf(`${server.url}/b`)).toBe('ok')
    expect(server.paths.at(-1)).toBe('2/b')
  })

  test('a stream that it never saw is sent again over a new connection', async () => {
    const waiting: ServerHttp2Stream[] = []
    await using server = await startHttp2((stream, path, connection, count) => {
      if (connection > 1 || path === '/warm') return answer(stream)
      waiting.push(stream)
      if (count < 3) return
      // The later one was not looked at; the earlier one is answered.
      const [seen] = waiting
      stream.session!.goaway(code, seen!.id)
      stream.session!.ping(() => answer(seen!, 'seen'))
    })
    await textOf(`${server.url}/warm`)
    const answers = [textOf(`${server.url}/a`), textOf(`${server.url}/b`, { method: 'POST', body: 'again' })]
    expect(await Promise.all(answers)).toEqual(['seen', 'ok'])
    expect(server.paths).toEqual(['1/warm', '1/a', '1/b', '2/b'])
  })

  test('a body that is a stream cannot be sent again', async () => {
    await using server = await startHttp2((stream, path) => {
      if (path === '/warm') return answer(stream)
      stream.session!.goaway(code, stream.id! - 2)
    })
    await textOf(`${server.url}/warm`)
    const body = new Response('once').body!
    await expect(client.request(server.url, { method: 'POST', body, duplex: 'half' } as object)).rejects.toMatchObject({
      name: 'ConnectionError',
    })
    expect(server.paths).toEqual(['1/warm', '1/'])
  })
})

test('a stream that no connection looks at is sent twice in all', async () => {
  await using server = await startHttp2((stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM))
  await expect(client.request(server.url)).rejects.toMatchObject({ name: 'ConnectionError' })
  expect(server.paths).toEqual(['1/', '2/'])
})

test('close() does not wait for a server that leaves the connection open, and waits for an answer that is under way', async () => {
  let begin = () => {}
  const begun = new Promise<void>((resolve) => {
    begin = resolve
  })
  let streamUnderWay: ServerHttp2Stream | undefined
  await using server = await startStayingServer(identity, (stream) => {
    streamUnderWay = stream
    begin()
  })
  const closing = createClient({ ca: [authority.certificate], http2: true })
  const answered = closing.request(server.url).then((response) => response.text())
  await begun
  const closed = closing.close()
  answer(streamUnderWay!)
  expect(await answered).toBe('ok')
  await closed
})
