import { once } from 'node:events'
import type { ClientRequest } from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import axios from 'axios'
import got from 'got'
import fetch from 'node-fetch'
import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import { startSilentServer } from '../../fixtures/broken-servers.ts'
import { type ConnectProxy, startConnectProxy } from '../../fixtures/connect-proxy.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { type MtlsServer, startMtlsServer } from '../../fixtures/mtls-server.ts'
import { createClient, type MtlsClient } from '../../src/request/client.ts'
import { handshakeOf } from '../../src/request/mtls-response.ts'

let authority: Authority
let orders: Identity
let other: Identity
let server: MtlsServer
let client: MtlsClient

beforeAll(async () => {
  authority = await createAuthority()
  orders = await authority.issueClient({ subject: 'CN=orders' })
  other = await authority.issueClient({ subject: 'CN=other' })
  server = await startMtlsServer({
    identity: await authority.issueServer(),
    ca: authority.certificate,
    clientCertificate: 'require',
  })
  client = clientOf()
})
afterAll(async () => {
  await client.destroy()
  await server.close()
})

const clientOf = (more: object = {}): MtlsClient =>
  createClient({
    ca: [authority.certificate],
    clientCertificates: [{ host: 'localhost', port: server.port, cert: orders.chain, key: orders.key }],
    ...more,
  })

const sent = { clientCertificate: { status: 'sent', chain: [{ subject: 'CN=orders' }, {}] } }

describe('clients over the agent', () => {
  test('https.request', async () => {
    const request = https.request(`${server.url}/a?b`, { agent: client.agent })
    request.end()
    const [response] = (await once(request, 'response')) as [import('node:http').IncomingMessage]
    response.resume()
    await once(response, 'end')
    expect(handshakeOf(response)).toMatchObject(sent)
    expect(handshakeOf(request)).toBe(handshakeOf(response))
  })

  test('axios', async () => {
    const response = await axios.get(server.url, { httpsAgent: client.agent })
    expect(response.data).toMatchObject({ subject: 'CN=orders' })
    expect(handshakeOf(response.request)).toMatchObject(sent)
    expect(handshakeOf(response)).toBe(handshakeOf(response.request))
    const refused = await axios
      .get(`${server.url}/`, { httpsAgent: clientOf({ clientCertificates: [] }).agent })
      .catch((error) => error)
    expect(handshakeOf(refused)).toMatchObject({ clientCertificate: { status: 'empty' } })
    expect(handshakeOf({ response })).toBe(handshakeOf(response))
  })

  test('got', async () => {
    const response = await got(server.url, { agent: { https: client.agent }, responseType: 'json' })
    expect(response.body).toMatchObject({ subject: 'CN=orders' })
    expect(handshakeOf(response)).toMatchObject(sent)
  })

  test('node-fetch', async () => {
    const response = await fetch(server.url, { agent: client.agent })
    expect(await response.json()).toMatchObject({ subject: 'CN=orders' })
  })

  test('supertest', async () => {
    const response = await supertest(server.url).get('/').agent(client.agent)
    expect(response.body).toMatchObject({ subject: 'CN=orders' })
    expect(handshakeOf(response)).toMatchObject(sent)
  })

  test('ws', async () => {
    const identity = await authority.issueServer()
    const tls = { cert: identity.chain, key: identity.key, ca: authority.certificate, requestCert: true }
    const secure = https.createServer(tls)
    const sockets = new WebSocketServer({ server: secure })
    const subjects: unknown[] = []
    sockets.on('connection', (accepted, { socket }) => {
      subjects.push((socket as TLSSocket).getPeerCertificate().subject.CN)
      accepted.send('hello')
    })
    await once(secure.listen(0, '127.0.0.1'), 'listening')
    const own = createClient({
      ca: [authority.certificate],
      clientCertificates: [{ host: '*', port: '*', cert: orders.chain, key: orders.key }],
    })
    const socket = new WebSocket(`wss://localhost:${(secure.address() as AddressInfo).port}`, { agent: own.agent })
    const [message] = await once(socket, 'message')
    expect(String(message)).toBe('hello')
    expect(subjects).toEqual(['orders'])
    expect(handshakeOf(socket)).toMatchObject(sent)
    socket.close()
    await once(socket, 'close')
    await own.close()
    sockets.close()
    await once(secure.close(), 'close')
  })
})

test('requests of the agent and of `request` share connections', async () => {
  const own = clientOf()
  const before = server.seen.length
  await (await own.request(server.url)).text()
  await axios.get(server.url, { httpsAgent: own.agent })
  await (await own.request(server.url)).text()
  expect(server.seen.length - before).toBe(1)
  await own.close()
})

test('in parallel each has a connection, and a host with another identity is another pool', async () => {
  const own = clientOf()
  const before = server.seen.length
  const get = (options: object) => axios.get(server.url, { httpsAgent: own.agent, ...options })
  const answers = await Promise.all(Array.from({ length: 5 }, () => get({})))
  expect(server.seen.length - before).toBe(5)
  for (const { data } of answers) expect(data.subject).toBe('CN=orders')
  await own.close()
})

test('what one request says with the options of Node holds for that one', async () => {
  const options = { agent: client.agent, cert: other.chain, key: other.key }
  const request = https.request(server.url, options)
  request.end()
  const [response] = (await once(request, 'response')) as [import('node:http').IncomingMessage]
  let text = ''
  for await (const chunk of response) text += chunk
  expect(JSON.parse(text).subject).toBe('CN=other')
  const { data } = await axios.get(server.url, { httpsAgent: client.agent })
  expect(data.subject).toBe('CN=orders')
})

test('an answer that nobody listens for does not hold the connection', async () => {
  const own = clientOf()
  const request = https.request(server.url, { agent: own.agent })
  request.end()
  await once(request, 'close')
  await own.close()
})

test('a refusal is an error of Node with the handshake', async () => {
  const own = createClient({})
  const error = await axios.get(server.url, { httpsAgent: own.agent }).catch((error: unknown) => error)
  expect(error).toMatchObject({ code: 'SELF_SIGNED_CERT_IN_CHAIN' })
  expect(handshakeOf((error as { cause: unknown }).cause)).toMatchObject({ verification: { trusted: false } })
  await own.destroy()
})

test('an error of the configuration is that of the request', async () => {
  const own = createClient({ ca: ['no-such-file.pem'] })
  const error = await axios.get(server.url, { httpsAgent: own.agent }).catch((error: unknown) => error)
  expect(String(error)).toContain('no-such-file.pem')
  await own.destroy()
})

test('through a proxy', async () => {
  await using proxy: ConnectProxy = await startConnectProxy()
  const own = clientOf({ proxy: proxy.url })
  const { data } = await axios.get(server.url, { httpsAgent: own.agent, proxy: false })
  expect(data.subject).toBe('CN=orders')
  await own.close()
})

describe.each(['Node', 'the client'] as const)(
  'a server that says nothing in the handshake, by the agent of %s',
  (whose) => {
    const outcomeOf = async (use: (request: ClientRequest) => void, options: https.RequestOptions = {}) => {
      await using silent = await startSilentServer()
      const agent = whose === 'Node' ? new https.Agent() : client.agent
      const request = https.request(silent.url, { agent, ...options })
      const events: string[] = []
      request.on('timeout', () => events.push('timeout'))
      request.on('error', (error: NodeJS.ErrnoException) => events.push(`${error.code}: ${error.message}`))
      const closed = new Promise<void>((resolve) => request.once('close', resolve))
      use(request)
      request.end()
      await closed
      await expect.poll(() => silent.open).toBe(0)
      return events
    }

    test('times out by an option', async () => {
      const use = (request: ClientRequest) => request.once('timeout', () => request.destroy())
      expect(await outcomeOf(use, { timeout: 50 })).toEqual(['timeout', 'ECONNRESET: socket hang up'])
    })

    test('times out by a call', async () => {
      const use = (request: ClientRequest) => request.setTimeout(50, () => request.destroy(new Error('too slow')))
      expect(await outcomeOf(use)).toEqual(['timeout', 'undefined: too slow'])
    })

    test('is left by destroy', async () => {
      expect(await outcomeOf((request) => request.destroy())).toEqual(['ECONNRESET: socket hang up'])
      const later = (request: ClientRequest) => setImmediate(() => request.destroy(new Error('mine')))
      expect(await outcomeOf(later)).toEqual(['undefined: mine'])
    })

    test('is left by a signal', async () => {
      const aborting = new AbortController()
      const use = () => setImmediate(() => aborting.abort())
      expect(await outcomeOf(use, { signal: aborting.signal })).toEqual(['ABORT_ERR: The operation was aborted'])
    })
  },
)

test('close waits for the requests under way, and ends the connections', async () => {
  const own = clientOf()
  const answer = axios.get(server.url, { httpsAgent: own.agent })
  await own.close()
  expect((await answer).status).toBe(200)
})

describe("Node's own options of one request", () => {
  const answer = async (options: object): Promise<number | string> => {
    const own = createClient({ ca: [authority.certificate] })
    try {
      const request = https.request(server.url, { agent: own.agent, ...options })
      request.end()
      const [response] = (await once(request, 'response')) as [import('node:http').IncomingMessage]
      response.resume()
      await once(response, 'end')
      return response.statusCode!
    } catch (error) {
      return (error as Error).message
    } finally {
      await own.destroy()
    }
  }

  test.each<[string, () => object]>([
    ['text', () => ({ cert: orders.chain, key: orders.key })],
    ['bytes', () => ({ cert: Buffer.from(orders.chain), key: new Uint8Array(Buffer.from(orders.key)) })],
    ['lists of one', () => ({ cert: [orders.chain], key: [orders.key] })],
    [
      'a key with its passphrase',
      () => ({ cert: orders.chain, key: [{ pem: orders.encryptedKey('p'), passphrase: 'p' }] }),
    ],
    ['a PFX with its passphrase', () => ({ pfx: [{ buf: orders.pfx({ passphrase: 'p' }), passphrase: 'p' }] })],
    ['what is falsy is left out', () => ({ cert: orders.chain, key: orders.key, ca: null, pfx: undefined })],
  ])('%s', async (_, options) => {
    expect(await answer(options())).toBe(200)
  })

  test.each<[object, string]>([
    [
      { ca: true },
      "The option `ca` of the request is a boolean; Node's tls takes the content itself, as text or bytes.",
    ],
    [{ ca: [null] }, "The option `ca` of the request is null; Node's tls takes the content itself, as text or bytes."],
    [{ pfx: 5 }, "The option `pfx` of the request is a number; Node's tls takes the content itself, as text or bytes."],
    [
      { cert: {}, key: 'a' },
      "The option `cert` of the request is an object; Node's tls takes the content itself, as text or bytes.",
    ],
    [
      { cert: 'a', key: ['a', 'b'] },
      'The option `key` of the request is a list of 2; give one, which is that of the certificate.',
    ],
  ])('%j', async (options, message) => {
    expect(await answer(options)).toBe(message)
  })
})
