import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { type MtlsServer, startMtlsServer } from '../../fixtures/mtls-server.ts'
import { startOpensslServer } from '../../fixtures/openssl-server.ts'
import { requireProgram } from '../../fixtures/programs.ts'
import type { RunningProgram } from '../../fixtures/running-program.ts'
import { createClient, type MtlsClient } from '../../src/request/client.ts'
import { handshakeOf } from '../../src/request/mtls-response.ts'

const missing = requireProgram('openssl')
if (missing !== undefined) console.warn(`Skipped: refusals by openssl s_server (${missing})`)

const upload = Buffer.alloc(4 * 1024 * 1024, 'x')
const times = 10

let authority: Authority
let identity: Identity
let stranger: Identity

beforeAll(async () => {
  authority = await createAuthority()
  identity = await authority.issueServer()
  stranger = await (await createAuthority({ name: 'Other Authority' })).issueClient({ subject: 'CN=stranger' })
})

const clientWith = (certificate: Identity | undefined, http2: boolean): MtlsClient =>
  createClient({
    ca: [authority.certificate],
    http2,
    clientCertificates:
      certificate === undefined ? [] : [{ host: '*', port: '*', cert: certificate.chain, key: certificate.key }],
  })

const refusalOf = (client: MtlsClient, url: string, method: string): Promise<unknown> =>
  client.request(url, { method, ...(method === 'PUT' ? { body: upload } : {}), fresh: true }).then(
    () => expect.fail('the server did not refuse'),
    (error: unknown) => error,
  )

const cases = (['GET', 'PUT'] as const).flatMap((method) => [false, true].map((http2) => ({ method, http2 })))

describe('a Node server refuses a client without a certificate by an alert', () => {
  let server: MtlsServer
  beforeAll(async () => {
    server = await startMtlsServer({ identity, ca: authority.certificate, clientCertificate: 'require', http2: true })
  })
  afterAll(() => server.close())

  test.each(cases)('$method of 4 MiB or nothing, http2 $http2: ten times out of ten', async ({ method, http2 }) => {
    const client = clientWith(undefined, http2)
    for (let time = 0; time < times; time++) {
      const error = await refusalOf(client, server.url, method)
      expect(error).toMatchObject({ name: 'HandshakeError' })
      expect(handshakeOf(error)?.alerts).toContainEqual({
        from: 'server',
        level: 'fatal',
        code: 116,
        description: 'certificate_required',
      })
    }
  })

  test.each(cases)('a stranger is refused by a close: $method, http2 $http2', async ({ method, http2 }) => {
    const client = clientWith(stranger, http2)
    for (let time = 0; time < times; time++) {
      const error = await refusalOf(client, server.url, method)
      expect(error).toMatchObject({
        name: 'HandshakeError',
        message: expect.stringContaining('without an alert'),
        handshake: { clientCertificate: { status: 'sent', proven: true } },
      })
      expect(handshakeOf(error)?.alerts.filter(({ level }) => level === 'fatal')).toEqual([])
    }
  })
})

test('the error shows the line that called', async () => {
  await using server = await startMtlsServer({ identity, ca: authority.certificate, clientCertificate: 'require' })
  const error = (await refusalOf(clientWith(undefined, false), server.url, 'GET')) as Error
  expect(error.stack?.split('\n')[1]).toMatch(/at refusalOf .*refusals\.test\.ts/)
})

describe.skipIf(missing)('openssl s_server, which reads no HTTP/2', () => {
  const servers: RunningProgram[] = []
  afterAll(() => Promise.all(servers.map((server) => server.close())))

  test.each([
    ['with tickets', []],
    ['without tickets', ['-num_tickets', '0']],
  ])('refuses %s, GET and 4 MiB, ten times out of ten', async (_, args) => {
    const server = await startOpensslServer({
      identity,
      ca: authority.certificate,
      clientCertificate: 'require',
      arguments: ['-tls1_3', ...args],
    })
    servers.push(server)
    const anonymous = clientWith(undefined, false)
    const strange = clientWith(stranger, false)
    for (let time = 0; time < times; time++) {
      for (const method of ['GET', 'PUT']) {
        const without = await refusalOf(anonymous, server.url, method)
        expect(handshakeOf(without)?.alerts).toContainEqual(expect.objectContaining({ code: 116, from: 'server' }))
        const other = await refusalOf(strange, server.url, method)
        expect(handshakeOf(other)?.alerts).toContainEqual(expect.objectContaining({ code: 48, from: 'server' }))
      }
    }
  })

  test('a server without tickets is waited for once, not for every connection', async () => {
    const server = await startOpensslServer({
      identity,
      ca: authority.certificate,
      clientCertificate: 'optional',
      arguments: ['-tls1_3', '-num_tickets', '0'],
    })
    servers.push(server)
    const client = clientWith(undefined, false)
    const durations: number[] = []
    for (let time = 0; time < 5; time++) {
      const start = performance.now()
      await (await client.request(server.url, { fresh: true })).text()
      durations.push(performance.now() - start)
    }
    expect(durations[0]).toBeGreaterThan(250)
    expect(Math.min(...durations.slice(1))).toBeLessThan(125)
  })
})
