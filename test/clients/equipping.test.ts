import { once } from 'node:events'
import { createServer, get as getOverHttp } from 'node:http'
import https from 'node:https'
import { type AddressInfo, connect as connectTcp, createServer as createTcpServer } from 'node:net'
import { json, text } from 'node:stream/consumers'
import tls from 'node:tls'
import axios from 'axios'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { httpsOverHttp } from 'tunnel'
import { fetch as fetchOfUndici, ProxyAgent } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import { startConnectProxy } from '../../fixtures/connect-proxy.ts'
import { selfSigned } from '../../fixtures/faulty.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { type MtlsServer, type SeenConnection, startMtlsServer } from '../../fixtures/mtls-server.ts'
import type { MtlsOptions } from '../../src/config/options.ts'
import { watchClients } from './material/in-this-process.ts'

let authority: Authority
let server: MtlsServer
let other: MtlsServer
let untrusted: MtlsServer
let alice: Identity
let bob: Identity
let own: Identity

beforeAll(async () => {
  authority = await createAuthority()
  const identity = await authority.issueServer({ hosts: ['localhost', '127.0.0.1', 'other.example'] })
  const asking = { ca: authority.certificate, clientCertificate: 'optional' } as const
  server = await startMtlsServer({ ...asking, identity })
  other = await startMtlsServer({ ...asking, identity })
  untrusted = await startMtlsServer({ ...asking, identity: await selfSigned() })
  alice = await authority.issueClient({ subject: 'CN=alice' })
  bob = await authority.issueClient({ subject: 'CN=bob' })
  own = await authority.issueClient({ subject: 'CN=own' })
})

afterAll(() => Promise.all([server, other, untrusted].map((each) => each.close())))

/** A certificate for the first server alone. */
const config = (identity: Identity, more: MtlsOptions = {}): MtlsOptions => ({
  ca: authority.certificate,
  clientCertificates: [
    { name: 'given', host: 'localhost', port: server.port, cert: identity.chain, key: identity.key },
  ],
  ...more,
})

type Options = https.RequestOptions & Pick<tls.ConnectionOptions, 'secureContext'>

/** What the server sees of `https.get`. */
async function get(url: string, options: Options = {}): Promise<SeenConnection> {
  const agent = options.agent ?? new https.Agent({ maxCachedSessions: 0 })
  const request = https.get(url, { ...options, agent })
  const [response] = await once(request, 'response')
  return (await json(response)) as SeenConnection
}

test('to the host and port of the config, and to no other', async () => {
  using clients = await watchClients(config(alice))
  expect(await get(server.url)).toMatchObject({ subject: 'CN=alice' })
  expect((await get(other.url)).subject).toBeUndefined()
  expect((await get(server.url.replace('localhost', '127.0.0.1'))).subject).toBeUndefined()
  expect((await get(server.url, { servername: 'other.example' })).subject).toBeUndefined()
  expect(clients.handshakes().map(({ clientCertificate }) => clientCertificate.status)).toEqual([
    'sent',
    'empty',
    'empty',
    'empty',
  ])
  expect(clients.calls.at(-1)!.evidence.explanation!.summary).toContain('for the server name other.example')
})

test('to a host whose address the caller has looked up, while he has it prove its name', async () => {
  using clients = await watchClients(config(alice))
  const options = { host: '127.0.0.1', port: server.port, servername: 'localhost' }
  const connect = async (more: tls.ConnectionOptions) => {
    const socket = tls.connect({ ...options, ...more })
    await once(socket, 'secureConnect')
    socket.end()
    await once(socket.resume(), 'close')
  }
  await connect({})
  await connect({ rejectUnauthorized: false })
  expect(clients.handshakes().map(({ clientCertificate }) => clientCertificate.status)).toEqual(['sent', 'empty'])
})

test('not after a redirect to elsewhere', async () => {
  const redirecting = await startMtlsServer({
    identity: await authority.issueServer(),
    ca: authority.certificate,
    clientCertificate: 'optional',
    handler: (_, response) => response.writeHead(302, { location: other.url }).end(),
  })
  using clients = await watchClients({
    ...config(alice),
    clientCertificates: [{ host: 'localhost', port: redirecting.port, cert: alice.chain, key: alice.key }],
  })
  const { data } = await axios.get<SeenConnection>(redirecting.url)
  expect(redirecting.seen).toMatchObject([{ subject: 'CN=alice' }])
  expect(data.subject).toBeUndefined()
  expect(clients.handshakes().map(({ port, clientCertificate }) => [port, clientCertificate.status])).toEqual([
    [redirecting.port, 'sent'],
    [other.port, 'empty'],
  ])
  await redirecting.close()
})

test('not over http', async () => {
  let received = ''
  const plain = createServer((_, response) => response.end('plain'))
  plain.on('connection', (socket) => socket.on('data', (bytes) => (received += bytes)))
  await once(plain.listen(0, '127.0.0.1'), 'listening')
  const { port } = plain.address() as AddressInfo
  using clients = await watchClients({
    ca: authority.certificate,
    clientCertificates: [{ host: 'localhost', port, cert: alice.chain, key: alice.key }],
  })
  const [response] = await once(getOverHttp(`http://localhost:${port}`), 'response')
  expect(await text(response)).toBe('plain')
  expect(received).toMatch(/^GET \/ HTTP/)
  expect(clients.calls.filter((call) => !call.isVoid)).toEqual([])
  plain.close()
})

const callersOwn: [string, () => Options][] = [
  ['cert and key', () => ({ cert: own.chain, key: own.key })],
  ['pfx', () => ({ pfx: own.pfx({ passphrase: 'own' }), passphrase: 'own' })],
  [
    'a context',
    () => ({ secureContext: tls.createSecureContext({ cert: own.chain, key: own.key, ca: authority.certificate }) }),
  ],
]

test.each(callersOwn)("the caller's own counts: %s", async (_, options) => {
  using clients = await watchClients(config(alice))
  expect(await get(server.url, { ca: authority.certificate, ...options() })).toMatchObject({ subject: 'CN=own' })
  const [handshake] = clients.handshakes()
  expect(handshake!.clientCertificate.chain[0]!.subject).toBe('CN=own')
  expect(handshake!.clientCertificate.configured).toMatchObject({ source: 'the caller', subject: 'CN=own' })
})

test("a context of the caller's without a certificate is made anew, and stays what it was", async () => {
  using _ = await watchClients(config(alice))
  const secureContext = tls.createSecureContext({ maxVersion: 'TLSv1.2' })
  expect(await get(server.url, { secureContext })).toMatchObject({ subject: 'CN=alice', protocol: 'TLSv1.2' })
  const { context } = secureContext as unknown as { context: { getCertificate(): unknown } }
  expect(context.getCertificate()).toBeNull()
  // So it goes to others without.
  await expect(get(other.url, { secureContext })).resolves.toMatchObject({ protocol: 'TLSv1.2' })
  expect(other.seen.at(-1)!.subject).toBeUndefined()
})

test('a context from before stays as it is, and the explanation says so', async () => {
  const secureContext = tls.createSecureContext({ ca: authority.certificate })
  using clients = await watchClients(config(alice))
  expect((await get(server.url, { secureContext })).subject).toBeUndefined()
  expect(clients.calls.at(-1)!.evidence.explanation!.summary).toContain('was made before clients were equipped')
})

test('PKCS#12, and authorities for some hosts', async () => {
  using clients = await watchClients({
    ca: [{ file: authority.certificate, hosts: ['localhost'] }],
    clientCertificates: [
      {
        host: 'localhost',
        port: server.port,
        pfx: { base64: alice.pfx({ passphrase: 'a' }).toString('base64') },
        passphrase: 'a',
      },
    ],
  })
  expect(await get(server.url)).toMatchObject({ subject: 'CN=alice', authorized: true })
  await expect(get(server.url.replace('localhost', '127.0.0.1'))).rejects.toThrow(/certificate/)
  expect(clients.handshakes().map(({ verification }) => verification.trusted)).toEqual([true, false])
})

test('verification is never loosened, and what the caller has loosened stays so', async () => {
  using clients = await watchClients({ ...config(alice), verify: false })
  await expect(get(untrusted.url)).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
  await get(untrusted.url, { rejectUnauthorized: false })
  const facts = clients.handshakes().map(({ verification }) => [verification.enabled, verification.trusted])
  expect(facts).toEqual([
    [true, false],
    [false, false],
  ])
})

test('an own authority of the caller is the only one', async () => {
  using _ = await watchClients(config(alice))
  const elsewhere = await createAuthority({ name: 'Elsewhere' })
  await expect(get(server.url, { ca: elsewhere.certificate })).rejects.toThrow(/certificate/)
})

test('a session is never resumed under another identity', async () => {
  const agent = new https.Agent({ keepAlive: false })
  const visits = async () =>
    [await get(server.url, { agent }), await get(server.url, { agent })].map((seen) => seen.subject)
  const statuses: string[] = []
  const under = async (given: MtlsOptions) => {
    using clients = await watchClients(given)
    const subjects = await visits()
    statuses.push(
      clients
        .handshakes()
        .map(({ clientCertificate }) => clientCertificate.status)
        .join(),
    )
    return subjects
  }
  const nobody = { ca: authority.certificate }
  expect(await under(nobody)).toEqual([undefined, undefined])
  expect(await under(config(alice))).toEqual(['CN=alice', 'CN=alice'])
  expect(await under(config(bob))).toEqual(['CN=bob', 'CN=bob'])
  expect(await under(config(alice))).toEqual(['CN=alice', 'CN=alice'])
  expect(await under(nobody)).toEqual([undefined, undefined])
  expect(statuses).toEqual(['empty,resumed', 'sent,resumed', 'sent,resumed', 'sent,resumed', 'empty,resumed'])
})

test('nor is one that its caller has asked a connection for, as clients of FTPS do', async () => {
  const visit = async (session?: Buffer) => {
    const socket = tls.connect({
      port: server.port,
      host: 'localhost',
      maxVersion: 'TLSv1.2',
      ...(session && { session }),
    })
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    await once(socket, 'readable')
    const seen = { resumed: socket.isSessionReused(), session: socket.getSession() as Buffer }
    return { ...seen, subject: /"subject":"([^"]*)/.exec(await text(socket))?.[1] }
  }
  const under = async (given: MtlsOptions, session?: Buffer) => {
    using _ = await watchClients(given)
    return await visit(session)
  }
  const { session } = await under(config(alice))
  expect(await under(config(alice), session)).toMatchObject({ resumed: true, subject: 'CN=alice' })
  expect(await under({ ca: authority.certificate }, session)).toMatchObject({ resumed: false, subject: undefined })
  expect(await under(config(bob), session)).toMatchObject({ resumed: false, subject: 'CN=bob' })
})

test('a TLSSocket that its caller makes by itself is recorded with where its socket leads, and gets nothing', async () => {
  using clients = await watchClients(config(alice))
  const socket = new tls.TLSSocket(connectTcp(server.port, 'localhost'), { ca: authority.certificate } as object)
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  await once(socket, 'data')
  socket.destroy()
  await once(socket, 'close')
  expect(clients.handshakes()).toMatchObject([
    { host: 'localhost', port: server.port, clientCertificate: { status: 'empty' } },
  ])
})

test('through a proxy the host and port of the tunnel count', async () => {
  await using proxy = await startConnectProxy()
  using clients = await watchClients(config(alice))
  const { hostname, port } = new URL(proxy.url)
  const agents = {
    'https-proxy-agent': () => new HttpsProxyAgent(proxy.url),
    tunnel: () => httpsOverHttp({ proxy: { host: hostname, port: Number(port) } }),
  }
  for (const [name, agent] of Object.entries(agents)) {
    const options = { agent: agent() as https.Agent }
    expect([name, await get(server.url, options)]).toMatchObject([name, { subject: 'CN=alice' }])
    expect([name, (await get(other.url, options)).subject]).toEqual([name, undefined])
  }
  const dispatcher = new ProxyAgent(proxy.url)
  const seen = async (url: string) => (await (await fetchOfUndici(url, { dispatcher })).json()) as SeenConnection
  expect(await seen(server.url)).toMatchObject({ subject: 'CN=alice' })
  expect((await seen(other.url)).subject).toBeUndefined()
  await dispatcher.close()
  const ports = clients.handshakes().map((handshake) => [handshake.port, handshake.clientCertificate.status])
  expect(ports).toEqual(
    [1, 2, 3].flatMap(() => [
      [server.port, 'sent'],
      [other.port, 'empty'],
    ]),
  )
  expect(proxy.targets).toHaveLength(6)
})

test('never without the certificate that the config promises: nobody is even connected to', async () => {
  const listener = createTcpServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  let connections = 0
  listener.on('connection', () => connections++)
  using _ = await watchClients({
    ca: authority.certificate,
    clientCertificates: [{ host: '127.0.0.1', port, cert: 'absent.crt', key: 'absent.key', optional: true }],
  })
  await expect(get(`https://127.0.0.1:${port}/`)).rejects.toMatchObject({
    name: 'ConfigError',
    message: expect.stringContaining('absent.crt'),
  })
  // One that comes later is accepted later.
  await once(connectTcp(port, '127.0.0.1'), 'close')
  expect(connections).toBe(1)
  listener.close()
})

test('what is recorded before and after is Node as it was', async () => {
  const builtins = { ...tls }
  const { _wrapHandle } = tls.TLSSocket.prototype as unknown as { _wrapHandle: unknown }
  {
    using _ = await watchClients(config(alice))
    expect(tls.connect).not.toBe(builtins.connect)
  }
  expect({ ...tls }).toEqual(builtins)
  expect(tls.connect).toBe(builtins.connect)
  expect((tls.TLSSocket.prototype as unknown as { _wrapHandle: unknown })._wrapHandle).toBe(_wrapHandle)
  await expect(get(server.url, { ca: authority.certificate })).resolves.not.toHaveProperty('subject')
})
