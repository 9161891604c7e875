import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { Agent, fetch as undiciFetch } from 'undici'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAuthority } from '../../fixtures/authority.ts'
import { createClient, type MtlsClient } from '../../src/request/client.ts'
import type { MtlsRequestInit } from '../../src/request/request-init.ts'

// undici's own fetch, sent to the same server, says what is right.

let server: Server
let origin: string
let client: MtlsClient
let agent: Agent

beforeAll(async () => {
  const authority = await createAuthority()
  const { chain, key } = await authority.issueServer()
  server = createServer({ cert: chain, key }, answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  origin = `https://localhost:${(server.address() as AddressInfo).port}`
  client = createClient({ ca: [authority.certificate], proxy: false })
  agent = new Agent({ connect: { ca: authority.certificate } })
})

afterAll(async () => {
  await Promise.all([client.destroy(), agent.destroy()])
  server.close()
})

const plain = Buffer.from('an answer worth compressing, '.repeat(40))
const encoders: Record<string, (content: Buffer) => Buffer> = {
  gzip: gzipSync,
  'x-gzip': gzipSync,
  deflate: deflateSync,
  'raw deflate': deflateRawSync,
  br: brotliCompressSync,
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const sent = await request.toArray()
  const { pathname, searchParams } = new URL(request.url!, origin)
  const [, route, detail = ''] = pathname.split('/')
  if (route === 'raw') {
    request.socket.end(decodeURIComponent(searchParams.get('bytes')!))
  } else if (route === 'status') {
    const location = searchParams.get('location')
    response.writeHead(Number(detail) || 404, 'Of The Server', { 'x-one': '1', ...(location !== null && { location }) })
    response.end(`answered ${detail}`)
  } else if (route === 'encoded') {
    const codings = decodeURIComponent(detail).split(', ')
    const whole = codings.reduce<Buffer>((content, coding) => encoders[coding]?.(content) ?? content, plain)
    response.setHeader('content-encoding', codings.join(', ').replaceAll('raw ', ''))
    const change = searchParams.get('change')
    if (change === 'cut') response.end(whole.subarray(0, -6))
    else if (change === 'tail') response.end(Buffer.concat([whole, Buffer.from('more')]))
    else if (change === 'other') response.end('not compressed at all')
    else response.end(change === 'empty' ? '' : whole)
  } else {
    const own = ['user-agent', 'sec-fetch-mode', 'accept-language', 'accept-encoding']
    const sorted = Object.entries(request.headers)
      .filter(([name]) => !own.includes(name))
      .sort()
    response.setHeader('set-cookie', ['a=1', 'b=2; Path=/'])
    response.setHeader('x-twice', ['1', '2'])
    response.setHeader('x-empty', '')
    response.end(JSON.stringify([request.method, request.url, sorted, Buffer.concat(sent).toString('latin1')]))
  }
}

interface Outcome {
  refused?: true
  bodyRefused?: true
  [fact: string]: unknown
}

type Fetch = (url: string, init?: MtlsRequestInit) => Promise<Response>

async function outcomeOf(send: Fetch, path: string, init?: MtlsRequestInit): Promise<Outcome> {
  let response: Response
  try {
    response = await send(origin + path, init)
  } catch {
    return { refused: true }
  }
  const { status, ok, redirected, type, url } = response
  const ignored = /^(?:date|connection|keep-alive|transfer-encoding|content-length)$/
  const headers = [...response.headers].filter(([name]) => !ignored.test(name))
  const hasBody = response.body !== null
  const body = await response.text().catch(() => undefined)
  return {
    status,
    ok,
    redirected,
    type,
    url,
    headers,
    hasBody,
    ...(body === undefined ? { bodyRefused: true } : { body }),
  }
}

/** Both outcomes; `init` is made for each, as a stream can be read once. */
async function both(path: string, init: () => MtlsRequestInit | undefined = () => undefined) {
  const fetched: Fetch = (url, given) => {
    return undiciFetch(url, { ...given, dispatcher: agent } as never) as unknown as Promise<Response>
  }
  return {
    ours: await outcomeOf((url, given) => client.request(url, given) as Promise<Response>, path, init()),
    fetched: await outcomeOf(fetched, path, init()),
  }
}

async function expectSame(...args: Parameters<typeof both>): Promise<void> {
  const { ours, fetched } = await both(...args)
  expect(ours).toEqual(fetched)
}

describe('statuses', () => {
  const statuses = [200, 201, 203, 204, 205, 226, 300, 304, 305, 400, 401, 404, 421, 500, 511, 599, 600, 999]
  test.each(statuses.flatMap((status) => ['GET', 'HEAD'].map((method) => ({ status, method }))))(
    '$status to $method',
    ({ status, method }) => expectSame(`/status/${status}`, () => ({ method })),
  )
})

describe('redirects', () => {
  const places = ['/echo', 'echo?x=1#part', '/echo?ü=ö', '', 'http://', 'ftp://localhost/']
  test.each([301, 302, 303, 307, 308])('%i', async (status) => {
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE']) {
      for (const place of places) {
        const latin1 = Buffer.from(place).toString('latin1')
        const upload = method === 'POST' || method === 'PUT'
        const headers = { authorization: 'Basic eDp5', 'content-language': 'de', 'x-kept': '1' }
        await expectSame(`/status/${status}?location=${encodeURIComponent(latin1)}#of-the-first`, () => {
          return { method, headers, ...(upload && { body: 'sent' }) }
        })
      }
    }
  })

  test.each(['follow', 'manual', 'error'] as const)('%s', (redirect) => {
    return expectSame('/status/302?location=/echo', () => ({ redirect }))
  })
})

describe('encodings', () => {
  const codings = [...Object.keys(encoders), 'GZIP', 'gzip, br', 'br, gzip', 'gzip, gzip, gzip', 'identity', 'strange']
  test.each(codings)('%s', async (coding) => {
    for (const change of ['none', 'cut', 'tail', 'other', 'empty']) {
      for (const method of ['GET', 'HEAD']) {
        const { ours, fetched } = await both(`/encoded/${encodeURIComponent(coding)}?change=${change}`, () => ({
          method,
        }))
        expect(ours, `${change}, ${method}`).toEqual(fetched)
      }
    }
  })

  test('bytes that are not so encoded are a TypeError that names both', async () => {
    const response = await client.request(`${origin}/encoded/gzip?change=other`)
    await expect(response.text()).rejects.toThrowErrorMatchingInlineSnapshot(
      `[TypeError: The body of the answer is not encoded as its Content-Encoding says (gzip): incorrect header check. Let the server encode it so, or leave that header out.]`,
    )
  })
})

describe('what is sent', () => {
  const bodies: Record<string, () => unknown> = {
    text: () => 'grüße',
    'empty text': () => '',
    'search parameters': () => new URLSearchParams({ a: '1 2', b: 'ü' }),
    'a blob with a type': () => new Blob(['blob'], { type: 'text/x' }),
    'an ArrayBuffer': () => new TextEncoder().encode('bytes').buffer,
    'a part of a view': () => new Uint8Array([0, 65, 66]).subarray(1),
    'a DataView': () => new DataView(new ArrayBuffer(2)),
    'a stream': () => new Blob(['streamed']).stream(),
    'a generator': async function* () {
      yield new TextEncoder().encode('made')
    },
    'a number': () => 42,
    'an object': () => ({ a: 1 }),
    null: () => null,
  }
  test.each(Object.keys(bodies))('%s', async (name) => {
    for (const method of ['POST', 'PUT', 'PATCH', 'GET']) {
      await expectSame('/echo', () => ({ method, body: bodies[name]!(), duplex: 'half' }) as MtlsRequestInit)
    }
  })

  test('no body that somebody else reads or has read', async () => {
    const locked = () => {
      const stream = new Blob(['streamed']).stream()
      stream.getReader()
      return { method: 'POST', body: stream, duplex: 'half' } as MtlsRequestInit
    }
    expect((await both('/echo', locked)).ours).toEqual({ refused: true })
    const read = new Request(`${origin}/echo`, { method: 'POST', body: 'once' })
    await read.text()
    await expect(client.request(read)).rejects.toThrowErrorMatchingInlineSnapshot(
      `[TypeError: The body of the Request has been read already. Give a clone of it.]`,
    )
  })

  test.each(['get', 'Post', 'custom', 'CONNECT', 'trace', 'bad method', ''])('the method "%s"', (method) => {
    return expectSame('/echo', () => ({ method }))
  })

  const headers: unknown[] = [
    { 'X-Name': '  value  ' },
    [
      ['a', '1'],
      ['a', '2'],
    ],
    { a: 1, b: null },
    { 'a b': '1' },
    { a: 'b\nc' },
    { a: 'ü' },
    { a: '€' },
    [['a']],
    { cookie: 'a=b', te: 'trailers', origin: 'null', referer: 'https://x.example' },
    { 'content-length': '7' },
    { 'transfer-encoding': 'chunked' },
    { expect: '100-continue' },
    { upgrade: 'h2c' },
  ]
  test.each(headers.map((given) => ({ given })))('the headers $given', ({ given }) =>
    expectSame('/echo', () => ({ headers: given }) as MtlsRequestInit),
  )

  test.each(['no-store', 'reload', 'no-cache', 'default', 'force-cache'])('the cache "%s"', (cache) => {
    return expectSame('/echo', () => ({ cache }) as MtlsRequestInit)
  })
})

describe('integrity', () => {
  const right = `sha256-${createHash('sha256').update('answered 200').digest('base64')}`
  test.each([
    ['', false],
    ['nonsense', false],
    ['md5-AAAA', false],
    ['sha256-AAAA', true],
    ['sha512-AAAA sha256-AAAA', true],
    [right, false],
    [`sha256-AAAA ${right}`, false],
    [`sha512-AAAA ${right}`, true],
  ])('%s', async (integrity, refused) => {
    const { ours, fetched } = await both('/status/200', () => ({ integrity }))
    expect(ours).toEqual(fetched)
    expect(ours.refused ?? false).toBe(refused)
  })

  test('a digest that is not that of the body is a TypeError with both', async () => {
    await expect(
      client.request(`${origin}/status/200`, { integrity: 'sha256-AAAA' }),
    ).rejects.toThrowErrorMatchingInlineSnapshot(
      `[TypeError: The body of the answer has 12 bytes and the digest sha256-THH5naK3FMSFMzWRQ5cyRxG36Dwsu3Q0wy6sH+vcvU8=, which is none that \`integrity\` names. Compare what the server sends, or correct the digest.]`,
    )
  })
})

describe('answers that are written by hand', () => {
  const raw: Record<string, string> = {
    'a body ended by close': 'HTTP/1.1 200 OK\r\n\r\nabc',
    'HTTP/1.0': 'HTTP/1.0 200 OK\r\n\r\nabc',
    'no reason phrase': 'HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n',
    'fewer bytes than announced': 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc',
    'more bytes than announced': 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nabc',
    'a chunk missing': 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n',
    'a chunk without length': 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nabc\r\n',
    'extensions of a chunk, and trailers':
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3;a="b"\r\nabc\r\n0\r\nx-last: 1\r\n\r\n',
    'two lengths': 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabc',
    'a body with 204': 'HTTP/1.1 204 No Content\r\ncontent-length: 3\r\n\r\nabc',
    'empty lines first': '\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nz',
    'a status of two digits': 'HTTP/1.1 99 X\r\ncontent-length: 1\r\n\r\nz',
    'the status 000': 'HTTP/1.1 000 X\r\ncontent-length: 1\r\n\r\nz',
    'the status 999': 'HTTP/1.1 999 X\r\ncontent-length: 1\r\n\r\nz',
    'a space in a name': 'HTTP/1.1 200 OK\r\nx a: b\r\ncontent-length: 1\r\n\r\nz',
    '300 headers': `HTTP/1.1 200 OK\r\n${Array.from({ length: 300 }, (_, index) => `x-${index}: ${index}\r\n`).join('')}content-length: 1\r\n\r\nz`,
    'no HTTP': 'hello\r\n\r\n',
    nothing: '',
  }
  test.each(Object.keys(raw))('%s', async (name) => {
    for (const method of ['GET', 'HEAD']) {
      await expectSame(`/raw?bytes=${encodeURIComponent(encodeURIComponent(raw[name]!))}`, () => ({ method }))
    }
  })
})
