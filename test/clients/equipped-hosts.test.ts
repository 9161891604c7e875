import { once } from 'node:events'
import http2 from 'node:http2'
import https from 'node:https'
import { type AddressInfo, connect as connectTcp, type LookupFunction, Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { json, text } from 'node:stream/consumers'
import tls from 'node:tls'
import axios from 'axios'
import got from 'got'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { type MtlsServer, type SeenConnection, startMtlsServer } from '../../fixtures/mtls-server.ts'
import type { MtlsOptions } from '../../src/config/options.ts'
import { watchClients } from './material/in-this-process.ts'

let authority: Authority
let server: MtlsServer
let other: MtlsServer
let alice: Identity
let own: Identity

beforeAll(async () => {
  authority = await createAuthority()
  const hosts = ['localhost', '127.0.0.1', '::1', 'api.example', 'other.example', 'xn--bcher-kva.example']
  const identity = await authority.issueServer({ hosts })
  const asking = { ca: authority.certificate, clientCertificate: 'optional', identity } as const
  server = await startMtlsServer(asking)
  other = await startMtlsServer(asking)
  alice = await authority.issueClient({ subject: 'CN=alice' })
  own = await authority.issueClient({ subject: 'CN=own' })
})

afterAll(() => Promise.all([server, other].map((each) => each.close())))

/** A certificate for one host, at the port of the first server. */
const config = (host: string): MtlsOptions => ({
  ca: authority.certificate,
  clientCertificates: [{ name: 'given', host, port: server.port, cert: alice.chain, key: alice.key }],
})

const lookup: LookupFunction = (_host, { all }, done) =>
  all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)

/** Subject that the server sees; undefined: no certificate. */
async function seenBy(options: https.RequestOptions): Promise<string | undefined> {
  const agent = new https.Agent({ maxCachedSessions: 0 })
  const [response] = await once(https.get({ agent, lookup, port: server.port, ...options }), 'response')
  return ((await json(response)) as SeenConnection).subject
}

/** The same over a socket of TLS. */
async function seenOver(socket: tls.TLSSocket): Promise<string | undefined> {
  socket.write('GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n')
  return /"subject":"([^"]+)"/.exec(await text(socket))?.[1]
}

function duplexTo(port: number): Socket {
  const tcp = connectTcp(port, '127.0.0.1')
  return Duplex.from({ readable: tcp, writable: tcp }) as Socket
}

/** What is reached as `api.example` is the host of the config, and no other is. */
const named: Record<string, [given: boolean, () => Promise<string | undefined>]> = {
  'upper case': [true, () => seenBy({ host: 'API.Example' })],
  'a dot at the end': [true, () => seenBy({ host: 'api.example.' })],
  'a port as text': [true, () => seenBy({ host: 'api.example', port: String(server.port) })],
  'a name that the server is not asked for': [
    false,
    () => seenBy({ host: 'api.example', servername: 'other.example' }),
  ],
  'another Host field, which Node asks the server for': [
    false,
    () => seenBy({ host: 'api.example', headers: { host: 'other.example' } }),
  ],
  'its name in the Host field alone': [
    false,
    () => seenBy({ host: 'other.example', headers: { host: 'api.example' } }),
  ],
  'its name as server name alone': [false, () => seenBy({ host: 'other.example', servername: 'api.example' })],
  'a path that begins like it': [false, () => seenBy({ host: 'other.example', path: '//api.example/' })],
  'its address': [false, () => seenBy({ host: '127.0.0.1' })],
  'its address and its name, which nobody checks': [
    false,
    () => seenBy({ host: '127.0.0.1', servername: 'api.example', checkServerIdentity: () => undefined }),
  ],
}

test.each(Object.entries(named))('by name: %s', async (_, [given, visit]) => {
  using clients = await watchClients(config('api.example'))
  expect(await visit()).toBe(given ? 'CN=alice' : undefined)
  const [{ clientCertificate }] = clients.handshakes() as [ReturnType<typeof clients.handshakes>[0]]
  expect(clientCertificate.status).toBe(given ? 'sent' : 'empty')
  expect(clientCertificate.configured?.source).toBe(given ? 'clientCertificates[0].cert' : undefined)
})

test.each(['bücher.example', 'xn--bcher-kva.example', 'BÜCHER.example'])('by a name beyond ASCII: %s', async (host) => {
  using _ = await watchClients(config(host))
  const { hostname, port } = new URL(`https://bücher.example:${server.port}/`)
  expect(await seenBy({ hostname, port })).toBe('CN=alice')
})

/** Node 22.23 takes no address of IPv6 for the one in a certificate. */
const refusesIpv6 =
  tls.checkServerIdentity('::1', { subjectaltname: 'IP Address:0:0:0:0:0:0:0:1' } as tls.PeerCertificate) !== undefined

test.for(['::1', '[::1]'])('by an address of IPv6, in the config as %s', async (host, { skip }) => {
  skip(refusesIpv6, 'this Node takes no certificate for an address of IPv6')
  const identity = await authority.issueServer({ hosts: ['::1'] })
  const asking = { cert: identity.chain, key: identity.key, ca: authority.certificate, requestCert: true }
  const listener = https.createServer({ ...asking, rejectUnauthorized: false }, ({ socket }, response) => {
    const { CN } = (socket as tls.TLSSocket).getPeerCertificate().subject ?? {}
    response.end(JSON.stringify({ subject: CN }))
  })
  const isListening = await once(listener.listen(0, '::1'), 'listening').catch(() => undefined)
  if (isListening === undefined) skip('no IPv6 on this machine')
  const { port } = listener.address() as AddressInfo
  using _ = await watchClients({
    ca: authority.certificate,
    clientCertificates: [{ host, port, cert: alice.chain, key: alice.key }],
  })
  expect(await seenBy({ host: '::1', port, lookup: undefined })).toBe('alice')
  listener.close()
})

const ours = { host: 'localhost', servername: 'localhost' }

/** Sockets and streams of the caller's: Node does not look at the port that is named beside one. */
const sockets: Record<string, [given: boolean, () => tls.TLSSocket | Promise<tls.TLSSocket>]> = {
  'one to it, while it connects': [
    true,
    () => tls.connect({ ...ours, socket: connectTcp(server.port, 'localhost'), port: server.port }),
  ],
  'one to it, of which nothing is said': [
    true,
    async () => {
      const socket = connectTcp(server.port, 'localhost')
      await once(socket, 'connect')
      return tls.connect({ socket, servername: 'localhost' })
    },
  ],
  'one to another port, while it connects': [
    false,
    () => tls.connect({ ...ours, socket: connectTcp(other.port, 'localhost'), port: server.port }),
  ],
  'one to another port': [
    false,
    async () => {
      const socket = connectTcp(other.port, 'localhost')
      await once(socket, 'connect')
      return tls.connect({ ...ours, socket, port: server.port })
    },
  ],
  'one that connects to who knows where': [
    false,
    () =>
      tls.connect({
        ...ours,
        socket: new Socket().connect(other.port, 'localhost'),
        port: server.port,
        ca: authority.certificate,
      }),
  ],
  'one to another host, which need not prove its name': [
    false,
    async () => {
      const socket = connectTcp(server.port, '127.0.0.1')
      await once(socket, 'connect')
      return tls.connect({ ...ours, socket, port: server.port, rejectUnauthorized: false })
    },
  ],
  'a stream, of which the caller says where it leads': [
    true,
    () => tls.connect({ ...ours, socket: duplexTo(server.port), port: server.port }),
  ],
  'a stream to who knows where': [
    false,
    () => tls.connect({ socket: duplexTo(server.port), servername: 'localhost', ca: authority.certificate }),
  ],
}

test.each(Object.entries(sockets))('over a socket of the caller: %s', async (_, [given, connect]) => {
  using clients = await watchClients(config('localhost'))
  expect(await seenOver(await connect())).toBe(given ? 'CN=alice' : undefined)
  expect(clients.handshakes().map(({ clientCertificate }) => clientCertificate.status)).toEqual([
    given ? 'sent' : 'empty',
  ])
})

test('agents that hosts share, and one in the place of the global one', async () => {
  using _ = await watchClients(config('localhost'))
  const agent = new https.Agent({ keepAlive: true })
  const visits = {
    it: { host: 'localhost' },
    port: { host: 'localhost', port: other.port },
    host: { host: '127.0.0.1' },
  }
  const subjects = Object.entries(visits).map(async ([name, options]) => [name, await seenBy({ agent, ...options })])
  expect(Object.fromEntries(await Promise.all(subjects))).toEqual({ it: 'CN=alice', port: undefined, host: undefined })
  agent.destroy()
  const { globalAgent } = https
  https.globalAgent = new https.Agent({ maxCachedSessions: 0 })
  try {
    expect(await seenBy({ host: 'localhost', agent: undefined })).toBe('CN=alice')
  } finally {
    https.globalAgent = globalAgent
  }
})

test("a way of connecting that is the caller's own leads where it leads", async () => {
  using _ = await watchClients(config('localhost'))
  const leadingTo = (port: number) => () => tls.connect({ host: 'localhost', port, ca: authority.certificate })
  const visit = (port: number) => seenBy({ host: 'localhost', agent: undefined, createConnection: leadingTo(port) })
  expect(await visit(server.port)).toBe('CN=alice')
  expect(await visit(other.port)).toBeUndefined()
})

test('HTTP/2 over a socket that the caller makes', async () => {
  const identity = await authority.issueServer()
  const asking = { cert: identity.chain, key: identity.key, ca: authority.certificate, requestCert: true }
  const listener = http2.createSecureServer({ ...asking, rejectUnauthorized: false })
  listener.on('stream', (stream) => {
    const { socket } = stream.session as http2.ServerHttp2Session
    stream.respond({ subject: (socket as tls.TLSSocket).getPeerCertificate().subject?.CN ?? 'nobody' })
    stream.end()
  })
  await once(listener.listen(0, '127.0.0.1'), 'listening')
  const { port } = listener.address() as AddressInfo
  using _ = await watchClients({
    ca: authority.certificate,
    clientCertificates: [{ host: 'localhost', port, cert: alice.chain, key: alice.key }],
  })
  const subjectOf = async (options: tls.ConnectionOptions) => {
    const createConnection = () => tls.connect({ host: 'localhost', port, ALPNProtocols: ['h2'], ...options })
    const session = http2.connect(`https://localhost:${port}`, { createConnection })
    const [headers] = await once(session.request({ ':path': '/' }).resume(), 'response')
    session.close()
    return headers.subject
  }
  expect(await subjectOf({})).toBe('alice')
  expect(await subjectOf({ host: '127.0.0.1' })).toBe('nobody')
  expect(await subjectOf({ cert: own.chain, key: own.key })).toBe('own')
  listener.close()
})

test('hooks and redirects of libraries lead to who has no entry', async () => {
  using _ = await watchClients(config('localhost'))
  const agent = { https: new https.Agent({ maxCachedSessions: 0 }) }
  const leadElsewhere = (options: { url?: unknown }): void => {
    options.url = new URL(other.url)
  }
  const hooks = { beforeRequest: [leadElsewhere as () => void] }
  const answer = got(server.url, { agent, retry: { limit: 0 }, hooks })
  expect((await answer.json<SeenConnection>()).subject).toBeUndefined()
  const redirecting = await startMtlsServer({
    identity: await authority.issueServer(),
    ca: authority.certificate,
    clientCertificate: 'optional',
    handler: (_request, response) => response.writeHead(307, { location: other.url }).end(),
  })
  const { data } = await axios.post<SeenConnection>(redirecting.url, 'body', { httpsAgent: agent.https })
  expect(data.subject).toBeUndefined()
  await redirecting.close()
})

/** What counts as given by the caller, though it is not enough for a certificate. */
const incomplete: [string, () => https.RequestOptions, string][] = [
  ['a certificate without a key', () => ({ cert: own.chain }), 'The caller gave a certificate'],
  ['a key without a certificate', () => ({ key: own.key }), 'The caller gave a key without a certificate'],
]

test.each(incomplete)('%s is left as it is', async (_, options, summary) => {
  using clients = await watchClients(config('localhost'))
  expect(await seenBy({ host: 'localhost', ...options() })).toBeUndefined()
  expect(clients.calls.at(-1)!.evidence.explanation!.summary).toContain(summary)
})

test('a certificate of the caller comes with the authorities of the config, and goes to no other', async () => {
  using clients = await watchClients(config('localhost'))
  expect(await seenBy({ host: 'localhost', cert: own.chain, key: own.key })).toBe('CN=own')
  expect(await seenBy({ host: '127.0.0.1', cert: own.chain, key: own.key })).toBe('CN=own')
  expect(await seenBy({ host: '127.0.0.1' })).toBeUndefined()
  expect(await seenBy({ host: 'localhost' })).toBe('CN=alice')
  const told = clients
    .handshakes()
    .map(({ clientCertificate, verification }) => [clientCertificate.configured?.source, verification.trusted])
  expect(told).toEqual([
    ['the caller', true],
    ['the caller', true],
    [undefined, true],
    ['clientCertificates[0].cert', true],
  ])
  const output = JSON.stringify([clients.handshakes(), clients.calls.map(({ evidence }) => evidence.explanation)])
  for (const { key } of [own, alice]) expect(output).not.toContain(key.split('\n')[1])
})

test("a caller's wrong passphrase is his own error", async () => {
  using _ = await watchClients(config('localhost'))
  const pfx = own.pfx({ passphrase: 'right' })
  const failure = (options: object) => new Promise((resolve) => resolve(seenBy({ host: 'localhost', ...options })))
  await expect(failure({ pfx, passphrase: 'wrong' })).rejects.toThrow('mac verify failure')
})

test('how errors show their stacks stays what it was', async () => {
  const { stackTraceLimit } = Error
  const before = Object.getOwnPropertyDescriptors(Error)
  using _ = await watchClients(config('localhost'))
  await seenBy({ host: 'localhost' })
  expect(Object.getOwnPropertyDescriptors(Error)).toEqual(before)
  expect(Error.stackTraceLimit).toBe(stackTraceLimit)
})
