import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { get } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startApache } from '../../fixtures/apache.ts'
import {
  startAlertingServer,
  startAnsweringServer,
  startClosingServer,
  startResettingServer,
  startSilentServer,
} from '../../fixtures/broken-servers.ts'
import { startConnectProxy } from '../../fixtures/connect-proxy.ts'
import { startMtlsServer } from '../../fixtures/mtls-server.ts'
import { startOpensslServer } from '../../fixtures/openssl-server.ts'
import { requireProgram } from '../../fixtures/programs.ts'
import { startScriptedServer } from '../../fixtures/scripted-server.ts'
import { startTcpServer } from '../../fixtures/tcp-server.ts'
import type { MtlsOptions } from '../../src/config/options.ts'
import { evidenceOf } from '../../src/evidence/evidence.ts'
import { judge } from '../../src/judgement/judge.ts'
import { matchers } from '../../src/matchers/index.ts'
import { createClient } from '../../src/request/client.ts'
import type { MtlsRequestInit } from '../../src/request/request-init.ts'
import { type Authority, createAuthority, type IssuedCertificate } from '../../src/testing/index.ts'
import { judgementOf, type Running } from './judgement-of.ts'

expect.extend(matchers)

let authority: Authority
let identity: { chain: string; key: string }
let orders: IssuedCertificate
let offering: MtlsOptions

beforeAll(async () => {
  authority = await createAuthority({ subject: 'CN=Lab Root' })
  const { chain, key } = await authority.issueServerCertificate()
  identity = { chain: chain.join(''), key }
  orders = await authority.issueClientCertificate({ subject: 'CN=orders' })
  const { cert, key: own } = orders
  offering = { ca: authority.ca, clientCertificates: [{ host: '*', port: '*', cert, key: own }] }
})

async function said(server: Running, init: MtlsRequestInit = {}, options: MtlsOptions = offering, url?: string) {
  const judgement = await judgementOf(server, options, init, url ?? `https://localhost:${server.port}/orders`)
  const { situation, cause, remedy = '', party, means } = judgement
  return { judgement, text: `${situation}, ${party}, ${means}: ${cause} ${remedy}` }
}

/** A server whose every byte is ours, in the form of those that `judgementOf` ends. */
async function scripted(script: Parameters<typeof startScriptedServer>[1]): Promise<Running> {
  const server = await startScriptedServer(identity, script)
  return { port: server.port, close: async () => server[Symbol.asyncDispose]() }
}

describe('no version in common, where the other side is old', () => {
  const remedy = /minVersion: 'TLSv1' with ciphers: 'DEFAULT@SECLEVEL=0'\.$/
  test.each(['-tls1', '-tls1_1'])('openssl s_server %s', async (version) => {
    if (requireProgram('openssl')) return
    const start = () => startOpensslServer({ identity, arguments: [version, '-cipher', 'ALL:@SECLEVEL=0'] })
    expect((await said(await start())).text).toMatch(remedy)
    const half = await said(await start(), { minVersion: 'TLSv1' })
    expect(half.text).toMatch(/ciphers: 'DEFAULT@SECLEVEL=0'/)
    const whole = await said(await start(), { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' })
    expect(whole.judgement).toMatchObject({ party: 'nobody', subject: { kind: 'nothing' } })
  })
  test('a bare alert', async () => {
    expect((await said(await startAlertingServer(70))).text).toMatch(remedy)
  })
})

describe('another protocol, in place of TLS', () => {
  test.each([
    ['SSH', 'SSH-2.0-OpenSSH_9.2p1 Debian\r\n'],
    ['SSH', 'SSH-1.99-Cisco-1.25\n'],
    ['SMTP', '220 mx.example ESMTP Postfix\r\n'],
    ['SMTP', '554 mail.example refused\r\n'],
    ['FTP', '220 ProFTPD Server (files) [::1]\r\n'],
    ['SMTP or FTP', '220 Welcome\r\n'],
    ['IMAP', '* OK [CAPABILITY IMAP4rev1] Dovecot ready.\r\n'],
    ['POP3', '+OK ready\r\n'],
    ['Redis', '-ERR unknown command\r\n'],
    ['HTTP/2', Buffer.from('000000040000000000', 'hex')],
    ['HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
  ])('%s, %j', async (protocol, first) => {
    const { judgement, text } = await said(await startAnsweringServer(first), { timeout: 3000 })
    expect(judgement).toMatchObject({ party: 'client', subject: { kind: 'protocol', spoken: protocol } })
    expect(text).toContain(
      `answered the TLS handshake ${protocol === 'HTTP' ? 'in plain HTTP' : `with ${protocol}`}: that port does not speak`,
    )
  })
})

describe('another protocol, inside TLS', () => {
  test.each([
    ['SSH', 'SSH-2.0-OpenSSH_9.2p1\r\n'],
    ['SMTP', '220 mail.example ESMTP\r\n'],
    ['IMAP', '* OK IMAP4rev1\r\n'],
    ['HTTP/2', Buffer.from('000000040000000000', 'hex')],
    ['HTTP/2', Buffer.from('000012040000000000000300000080000400010000000500004000', 'hex')],
  ])('%s', async (protocol, first) => {
    for (const onEvent of ['onConnection', 'onRequest'] as const) {
      const { judgement, text } = await said(
        await scripted({ [onEvent]: (socket: { write(bytes: unknown): void }) => socket.write(first) }),
      )
      expect(judgement).toMatchObject({
        situation: 'unusable-answer',
        party: 'client',
        subject: { kind: 'protocol', spoken: protocol },
      })
      expect(text).toContain(
        `spoke ${protocol === 'HTTP/2' ? 'HTTP/2 unasked' : protocol} over a TLS connection that was good`,
      )
    }
  })
})

describe('an alert in place of the ServerHello: nothing had been asked for', () => {
  test.each([42, 43, 44, 45, 46, 47, 48, 49, 116, 40, 80])('%i is no refusal of the certificate', async (code) => {
    const { judgement } = await said(await startAlertingServer(code))
    expect(judgement.subject.kind).not.toBe('client-certificate')
    expect(judgement).toMatchObject({ party: 'server', means: 'alert', alert: { code } })
  })
  test.each([40, 49, 80, 86, 110])('%i where no name was sent: servername', async (code) => {
    const server = await startAlertingServer(code)
    const { text } = await said(server, {}, offering, `https://127.0.0.1:${server.port}/`)
    expect(text).toMatch(
      /^name-not-sent, server, alert: .* none is sent for an IP address\. Set servername to a name that/,
    )
  })
})

describe.skipIf(requireProgram('apache2'))('a location that needs a certificate, at Apache', () => {
  const apache = (http2 = false) => startApache({ identity, ca: authority.ca, protectedPath: '/orders', http2 })
  test('on TLS 1.3, over HTTP/1.1', async () => {
    expect((await said(await apache())).text).toMatch(
      /^post-handshake-authentication-needed, .* Set maxVersion: 'TLSv1\.2', so/,
    )
  })
  test('on TLS 1.3, over HTTP/2', async () => {
    expect((await said(await apache(true), { http2: true })).text).toMatch(
      /^http-1\.1-required, server, reset: .* where one path alone needs it, .* Set http2: false, and maxVersion: 'TLSv1\.2', so/,
    )
  })
  test('on TLS 1.2, over HTTP/2', async () => {
    expect((await said(await apache(true), { http2: true, maxVersion: 'TLSv1.2' })).text).toMatch(
      /Set http2: false, and maxVersion: 'TLSv1\.2'/,
    )
  })
  test('on TLS 1.2, over HTTP/1.1 it works', async () => {
    expect((await said(await apache(), { maxVersion: 'TLSv1.2' })).text).toMatch(/^sent-in-renegotiation, nobody/)
  })
})

describe('a location that needs a certificate, at IIS', () => {
  test.each([
    ['closes', 'end'],
    ['resets', 'resetAndDestroy'],
  ] as const)('on TLS 1.3 it %s', async (_, how) => {
    const server = await scripted({
      tls: { minVersion: 'TLSv1.3' },
      onRequest: (socket) => {
        if (how === 'end') socket.destroy()
        else
          (socket as unknown as { _parent?: { resetAndDestroy(): void } })._parent?.resetAndDestroy() ??
            socket.destroy()
      },
    })
    expect((await said(server)).text).toMatch(
      /^post-handshake-authentication-refused, server, .* Set maxVersion: 'TLSv1\.2' \(and http2: false\)/,
    )
  })
  test.each(['<p>403.7 - pieces</p>', '<p>Order 1403.16 - not yours</p>', 'IIS said 403.7 - see its log'])(
    'an application that writes %s does not refuse the certificate',
    async (text) => {
      for (const own of [offering, { ca: authority.ca }]) {
        const server = await startMtlsServer({
          identity,
          ca: authority.ca,
          clientCertificate: 'optional',
          handler: (_, response) => response.writeHead(403, { 'content-type': 'text/html' }).end(text),
        })
        expect((await said(server, {}, own)).judgement.subject).toMatchObject({ kind: 'http', status: 403 })
      }
    },
  )
  test.each([
    ['403.7', 'empty'],
    ['403.16', 'sent'],
    ['403.17', 'sent'],
    ['403.13', 'sent'],
  ] as const)('its page %s is a refusal', async (substatus, presented) => {
    const server = await startMtlsServer({
      identity,
      ca: authority.ca,
      clientCertificate: 'optional',
      handler: (_, response) => response.writeHead(403, { 'content-type': 'text/html' }).end(iisPage(substatus)),
    })
    const { judgement } = await said(server, {}, presented === 'sent' ? offering : { ca: authority.ca })
    expect(judgement).toMatchObject({
      party: 'server',
      means: 'answer',
      status: 403,
      subject: { kind: 'client-certificate', presented },
      certainty: 'proven',
    })
  })
})

/** As IIS 10 shows it to a remote client with detailed errors, shortened. */
const iisPage = (substatus: string): string =>
  `<html><head><title>IIS 10.0 Detailed Error - ${substatus} - Forbidden</title></head><body><h3>HTTP Error ${substatus} - Forbidden</h3></body></html>`

describe('a proxy is named, and where its address comes from', () => {
  const target = () => startMtlsServer({ identity, ca: authority.ca, clientCertificate: 'none' })
  afterEach(() => {
    delete process.env.HTTPS_PROXY
  })
  test.each([403, 407, 502])('that answers %i', async (status) => {
    await using proxy = await startConnectProxy({ refuseWith: status })
    const { judgement, text } = await said(await target(), {}, { ...offering, proxy: proxy.url })
    expect(judgement).toMatchObject({ party: 'proxy', means: 'answer', subject: { kind: 'proxy', status } })
    expect(text).toContain(`The proxy ${proxy.url} `)
  })
  test.each(['request', 'config', 'environment'] as const)('that hangs, given by the %s', async (by) => {
    const silent = await startSilentServer()
    const url = `http://127.0.0.1:${silent.port}`
    if (by === 'environment') process.env.HTTPS_PROXY = url
    const options = by === 'config' ? { ...offering, proxy: url } : offering
    const init = { timeout: 700, ...(by === 'request' && { proxy: url }) }
    const server = await target()
    const host = by === 'environment' ? 'api.internal' : 'localhost'
    const { text } = await said(server, init, options, `https://${host}:${server.port}/`)
    await silent.close()
    const source = {
      request: 'proxy of the request',
      config: 'proxy in the config',
      environment: 'the environment variable HTTPS_PROXY',
    }
    expect(text).toMatch(/^proxy-hangs, proxy, time-limit: /)
    expect(text).toContain(`The proxy ${url} did not connect`)
    expect(text).toContain(`(it comes from ${source[by]})`)
  })
  test('that wants a certificate', async () => {
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      await using proxy = await startConnectProxy({ identity, ca: authority.ca })
      const { text } = await said(await target(), { maxVersion: version }, { ca: authority.ca, proxy: proxy.url })
      expect(text).toContain(`The proxy ${proxy.url} `)
      expect(text).toMatch(/clientCertificates/)
    }
  })
  test.each(['%zz', '%', 'a%2'])('whose password is written %s', async (password) => {
    await using proxy = await startConnectProxy({ credentials: 'user:secret' })
    const url = proxy.url.replace('//', `//user:${password}@`)
    const error = await said(await target(), {}, { ...offering, proxy: url }).then(({ text }) => text, String)
    expect(error).toMatch(/percent|%/)
    expect(error).not.toContain(`:${password}@`)
  })
  test('that closes at once', async () => {
    const closing = await startClosingServer()
    const { text } = await said(await target(), {}, { ...offering, proxy: `http://127.0.0.1:${closing.port}` })
    await closing.close()
    expect(text).toMatch(
      /^proxy-unreachable, proxy, close: The proxy \S+ closed the connection before it answered CONNECT/,
    )
  })
})

describe('a redirect is named', () => {
  test.each([301, 302, 307])('to plain HTTP, by %i', async (status) => {
    const { createServer: createHttpServer } = await import('node:http')
    const plain = createHttpServer((_, response) => response.end('fine')).listen(0, '127.0.0.1')
    await once(plain, 'listening')
    const location = `http://localhost:${(plain.address() as AddressInfo).port}/`
    const server = await startMtlsServer({
      identity,
      ca: authority.ca,
      clientCertificate: 'require',
      handler: (_, response) => response.writeHead(status, { location }).end(),
    })
    const { text } = await said(server)
    plain.close()
    expect(text).toMatch(
      new RegExp(
        `^redirected-to-plain-http, nobody, none: The request to \\S+ was redirected \\(${status}\\) to plain HTTP, ${location}`,
      ),
    )
  })
  test.each(['optional', 'require'] as const)(
    'to a host without an entry, that asks (%s)',
    async (clientCertificate) => {
      const other = await startMtlsServer({ identity, ca: authority.ca, clientCertificate })
      const server = await startMtlsServer({
        identity,
        ca: authority.ca,
        clientCertificate: 'require',
        handler: (_, response) => response.writeHead(302, { location: `https://127.0.0.1:${other.port}/` }).end(),
      })
      const { cert, key } = orders
      const { text } = await said(
        server,
        {},
        { ca: authority.ca, clientCertificates: [{ host: 'localhost', port: '*', cert, key }] },
      )
      await other.close()
      expect(text).toMatch(/redirected/)
      expect(text).toContain(`127.0.0.1:${other.port}`)
    },
  )
})

describe('an answer of the application is no refusal', () => {
  test.each(['Bearer realm="orders"', 'Basic realm="x"', 'Negotiate'])(
    '401 with WWW-Authenticate: %s',
    async (challenge) => {
      const handler: RequestListener = (_, response) =>
        void response.writeHead(401, { 'www-authenticate': challenge }).end()
      for (const clientCertificate of ['require', 'optional', 'none'] as const) {
        const server = await startMtlsServer({ identity, ca: authority.ca, clientCertificate, handler })
        const { judgement, text } = await said(server)
        expect(judgement).toMatchObject({
          situation: 'token-wanted',
          means: 'answer',
          subject: { kind: 'http', status: 401 },
        })
        expect(text).toContain(`(WWW-Authenticate: ${challenge})`)
      }
    },
  )
  test.each([400, 401, 403, 404, 500])('%i', async (status) => {
    for (const clientCertificate of ['require', 'optional', 'none'] as const) {
      const server = await startMtlsServer({
        identity,
        ca: authority.ca,
        clientCertificate,
        handler: (_, response) => response.writeHead(status).end('<h1>No SSL certificate of this order</h1>'),
      })
      const { judgement } = await said(server)
      expect(judgement).toMatchObject({ means: 'answer', status })
      if (judgement.subject.kind !== 'http') expect(judgement.certainty).toBe('likely')
    }
  })
})

describe('the limit that ran out is named, with its value', () => {
  const isLimit = {
    party: 'client',
    means: 'time-limit',
    subject: { kind: 'time-limit', option: 'timeout', milliseconds: 650 },
  }
  test.each([
    ['TLS', () => startSilentServer()],
    ['an answer', () => scripted({})],
  ])('before %s', async (_, start) => {
    const { judgement, text } = await said(await start(), { timeout: 650 })
    expect(judgement).toMatchObject(isLimit)
    expect(text).toContain('timeout: 650 ms')
  })
  test('the connection of TCP', async () => {
    // An address of a network for documentation (RFC 5737): nothing answers, or there is no route.
    const server = await startSilentServer()
    const { judgement } = await said(server, { timeout: 650 }, offering, 'https://192.0.2.1/')
    if (judgement.means === 'time-limit') expect(judgement).toMatchObject({ situation: 'connect-timeout', ...isLimit })
    else expect(judgement.subject.kind).toBe('network')
  })
})

test('a page that names the reason refuses, though it breaks off', async () => {
  const page = '<title>400 No required SSL certificate was sent</title>'
  const server = await startScriptedServer(identity, {
    tls: { requestCert: true, rejectUnauthorized: false, ca: authority.ca },
    onRequest: (socket) =>
      socket.write(`HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nContent-Length: 9000\r\n\r\n${page}`, () =>
        socket.destroy(),
      ),
  })
  const client = createClient({ ca: authority.ca })
  const response = await client.request(server.url)
  await expect(response.text()).rejects.toThrow(/answered with 400 \("No required SSL certificate was sent"\)/)
  expect(response).toHaveRejectedClientCert({ via: 'http', status: 400 })
  expect(judge(evidenceOf(response)!)).toMatchObject({ party: 'server', means: 'answer', certainty: 'proven' })
  await client.destroy()
  await server[Symbol.asyncDispose]()
})

describe('a call that its own signal ended is no failure of the other side', () => {
  test.each([
    ['AbortError', () => new DOMException('stopped', 'AbortError')],
    ['TimeoutError', () => new DOMException('too long', 'TimeoutError')],
    ['Error', () => new Error('the test was over')],
  ] as const)('for the reason %s', async (name, reason) => {
    const stop = new AbortController()
    const server = await startMtlsServer({
      identity,
      ca: authority.ca,
      clientCertificate: 'require',
      handler: () => stop.abort(reason()),
    })
    const client = createClient(offering)
    const outcome: unknown = await client
      .request(`https://localhost:${server.port}/`, { signal: stop.signal })
      .catch((error: unknown) => error)
    await client.destroy()
    await server.close()
    expect(judge(evidenceOf(outcome)!)).toMatchObject({
      situation: 'aborted-by-the-caller',
      party: 'client',
      cause: expect.stringContaining(`(${name}), before an answer came; TLS had not failed.`),
    })
    expect(outcome).toHaveSentClientCert()
    expect(outcome).not.toHaveRejectedClientCert()
  })
})

test("a call over the client's agent that its own signal ended in the handshake", async () => {
  const stop = new AbortController()
  await using server = await startTcpServer((socket) => socket.once('data', () => stop.abort()))
  const client = createClient(offering)
  const [error] = await once(get(server.url, { agent: client.agent, signal: stop.signal }), 'error')
  expect(judge(evidenceOf(error)!)).toMatchObject({
    situation: 'aborted-by-the-caller',
    party: 'client',
    cause: `The request to localhost:${server.port} was aborted by the signal that it was given (AbortError), before the TLS handshake was through.`,
  })
  await client.destroy()
})

describe('ended before TLS had begun', () => {
  test.each([
    ['closed', startClosingServer],
    ['reset', startResettingServer],
  ] as const)('%s', async (word, start) => {
    const { judgement, text } = await said(await start())
    expect(judgement.subject.kind).not.toBe('client-certificate')
    expect(text).toContain(`${word} the connection before it answered the first message of TLS`)
  })
})

test('a request for a certificate that lists more than 64 KB of authorities', async () => {
  const { key } = authority
  const long = `OU=${'x'.repeat(2000)}`
  const many = await Promise.all(
    Array.from({ length: 35 }, (_, index) => createAuthority({ subject: `CN=Authority ${index},${long}`, key })),
  )
  const ca = [authority.ca, ...many.map((one) => one.ca)]
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const server = await startMtlsServer({ identity, ca, clientCertificate: 'require', maxVersion: version })
    const { judgement, text } = await said(server)
    expect(judgement).toMatchObject({ party: 'server', means: 'alert', alert: { code: 80 }, certainty: 'proven' })
    expect(judgement.subject.kind).toBe('parameters')
    expect(text).toMatch(/^server-failed-in-handshake, .* more than 64 KB of authorities.* let it list fewer/)
  }
})

test('a ClientHello that takes more than one packet is named where no answer to it came', async () => {
  // OpenSSL 3.5 is the first that offers ML-KEM.
  const offers = Number.parseFloat(process.versions.openssl) >= 3.5
  const servers = [startClosingServer, startResettingServer, startSilentServer].map(async (start) => {
    const { text } = await said(await start(), { timeout: 1500 })
    expect(/ClientHello of 1\d{3} bytes, with the post-quantum key share/.test(text)).toBe(offers)
    const older = await said(await start(), { timeout: 1500, maxVersion: 'TLSv1.2' })
    expect(older.text).not.toContain('ClientHello of')
  })
  await Promise.all(servers)
})
