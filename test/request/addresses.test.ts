import dns, { type LookupAddress } from 'node:dns'
import { isIP } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import { issueServerWith } from '../../fixtures/faulty.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { startMtlsServer } from '../../fixtures/mtls-server.ts'
import type { MtlsOptions } from '../../src/config/options.ts'
import { createClient, type MtlsClient } from '../../src/request/client.ts'
import { handshakeOf } from '../../src/request/mtls-response.ts'

let authority: Authority
let orders: Identity
const clients: MtlsClient[] = []

beforeAll(async () => {
  authority = await createAuthority()
  orders = await authority.issueClient({ subject: 'CN=orders' })
})
afterAll(() => Promise.all(clients.map((client) => client.destroy())))

const start = (identity: Identity, address: string) =>
  startMtlsServer({ identity, ca: authority.certificate, clientCertificate: 'require', address })

const clientWith = (options: MtlsOptions = {}, host = '*'): MtlsClient => {
  const client = createClient({
    ca: [authority.certificate],
    clientCertificates: [{ host, port: '*', cert: orders.chain, key: orders.key }],
    ...options,
  })
  clients.push(client)
  return client
}

describe('IPv6', () => {
  test.each(['[::1]', '::1', '0:0:0:0:0:0:0:1'])('an entry for %s is that of the address', async (host) => {
    await using server = await start(await authority.issueServer(), '::1')
    const response = await clientWith({}, host).request(server.url)
    expect(response.status).toBe(200)
    expect(response.handshake).toMatchObject({
      host: '::1',
      port: server.port,
      remoteAddress: '::1',
      clientCertificate: { status: 'sent', proven: true },
      verification: { trusted: true, problems: [] },
    })
    // RFC 6066 section 3: addresses are no server names.
    expect(response.handshake).not.toHaveProperty('servername')
    expect(server.seen).toMatchObject([{ subject: 'CN=orders', servername: false }])
  })

  test('a certificate without the address is for somebody else', async () => {
    await using server = await start(await issueServerWith(authority, { hosts: ['localhost', '127.0.0.1'] }), '::1')
    const error = await clientWith()
      .request(server.url)
      .catch((reason: unknown) => reason)
    expect(error).toMatchObject({ name: 'HandshakeError', code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
    expect(handshakeOf(error)?.verification).toMatchObject({
      trusted: false,
      problems: [{ class: 'hostname-mismatch', message: expect.stringContaining('is not for ::1') }],
    })
  })
})

describe('IPv4', () => {
  test('an address that the certificate has', async () => {
    await using server = await start(await authority.issueServer(), '127.0.0.1')
    const { handshake } = await clientWith({}, '127.0.0.1').request(server.url)
    expect(handshake).toMatchObject({ host: '127.0.0.1', verification: { trusted: true, problems: [] } })
    expect(handshake).not.toHaveProperty('servername')
  })
})

/** RFC 8305: a name with several addresses, of which not each one answers. */
describe('a name with several addresses', () => {
  const resolveTo = (addresses: readonly string[]) => {
    const found = addresses.map((address) => ({ address, family: isIP(address) }))
    const lookup = (_host: string, _options: unknown, done: (error: null, found: LookupAddress[]) => void) =>
      done(null, found)
    vi.spyOn(dns, 'lookup').mockImplementation(lookup as never)
  }
  afterEach(() => vi.restoreAllMocks())

  test.each([
    ['127.0.0.1', ['::1', '127.0.0.1']],
    ['::1', ['::1', '127.0.0.1']],
    ['::1', ['127.0.0.1', '::1']],
    // Nobody answers at an address for documentation (RFC 5737).
    ['127.0.0.1', ['192.0.2.1', '127.0.0.1']],
  ] as const)('%s listens, of %j', async (address, addresses) => {
    await using server = await start(await authority.issueServer(), address)
    resolveTo(addresses)
    const { handshake } = await clientWith().request(`https://localhost:${server.port}/`)
    expect(handshake).toMatchObject({
      host: 'localhost',
      servername: 'localhost',
      remoteAddress: address,
      clientCertificate: { status: 'sent' },
      verification: { trusted: true },
    })
  })

  test('nobody listens at any of them', async () => {
    const server = await start(await authority.issueServer(), '127.0.0.1')
    await server.close()
    resolveTo(['::1', '127.0.0.1'])
    const error = await clientWith()
      .request(`https://localhost:${server.port}/`)
      .catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      name: 'ConnectionError',
      code: 'ECONNREFUSED',
      message: expect.stringMatching(/^Nothing listens at localhost/),
    })
    expect(handshakeOf(error)).toBeUndefined()
  })
})

describe('servername', () => {
  const elsewhere = (identity: Identity) => start(identity, '127.0.0.1')

  test('is sent and verified instead of the host', async () => {
    await using server = await elsewhere(await issueServerWith(authority, { hosts: ['api.internal'] }))
    const client = clientWith()
    const response = await client.request(server.url, { servername: 'api.internal' })
    expect(response.handshake).toMatchObject({
      host: '127.0.0.1',
      servername: 'api.internal',
      verification: { trusted: true, problems: [] },
    })
    expect(server.seen).toMatchObject([{ servername: 'api.internal' }])
    const error = await client.request(server.url).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
  })

  test('is the one of the entry', async () => {
    await using server = await elsewhere(await issueServerWith(authority, { hosts: ['api.internal'] }))
    const client = clientWith({
      clientCertificates: [
        { host: '127.0.0.1', port: server.port, cert: orders.chain, key: orders.key, servername: 'api.internal' },
      ],
    })
    expect((await client.request(server.url)).handshake).toMatchObject({ servername: 'api.internal' })
  })

  test('does not fit: the certificate is for the host alone', async () => {
    await using server = await elsewhere(await authority.issueServer())
    const error = await clientWith()
      .request(server.url, { servername: 'api.internal' })
      .catch((reason: unknown) => reason)
    expect(handshakeOf(error)).toMatchObject({
      servername: 'api.internal',
      verification: { problems: [{ class: 'hostname-mismatch', message: expect.stringContaining('api.internal') }] },
    })
  })
})

describe('verify: false', () => {
  test('goes on, and records every problem', async () => {
    const identity = await issueServerWith(authority, {
      hosts: ['api.internal'],
      notBefore: new Date(Date.now() - 30 * 86_400_000),
      notAfter: new Date(Date.now() - 86_400_000),
    })
    await using server = await start(identity, '127.0.0.1')
    const response = await clientWith().request(server.url, { verify: false })
    expect(response.status).toBe(200)
    expect(response.handshake).toMatchObject({
      clientCertificate: { status: 'sent' },
      verification: { enabled: false, trusted: false },
    })
    expect(response.handshake?.verification.problems.map((problem) => problem.class).sort()).toEqual([
      'expired',
      'hostname-mismatch',
    ])
  })

  test('of a sound server records none', async () => {
    await using server = await start(await authority.issueServer(), '127.0.0.1')
    const response = await clientWith().request(server.url, { verify: false })
    expect(response.handshake?.verification).toEqual({ enabled: false, trusted: true, problems: [] })
  })
})
