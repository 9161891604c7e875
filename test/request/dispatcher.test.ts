import * as undici7 from 'undici'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { type MtlsServer, startMtlsServer } from '../../fixtures/mtls-server.ts'
import { onCall, type RecordedCall } from '../../src/evidence/call-recorder.ts'
import { createClient, type MtlsClient } from '../../src/request/client.ts'
import { handshakeOf } from '../../src/request/mtls-response.ts'

let authority: Authority
let orders: Identity
let identity: Identity
let server: MtlsServer
let client: MtlsClient
let calls: RecordedCall[] = []

beforeAll(async () => {
  authority = await createAuthority()
  identity = await authority.issueServer()
  orders = await authority.issueClient({ subject: 'CN=orders' })
  server = await startMtlsServer({ identity, ca: authority.certificate, clientCertificate: 'require' })
  client = createClient({
    ca: [authority.certificate],
    clientCertificates: [{ host: 'localhost', port: '*', cert: orders.chain, key: orders.key }],
  })
  onCall((call) => calls.push(call))
})
afterAll(async () => {
  onCall(() => {})
  await client.destroy()
  await server.close()
})
beforeEach(() => {
  calls = []
})

/** What both versions have, as far as it is used here. */
type Undici = Pick<typeof undici7, 'fetch' | 'request' | 'stream'>

/** undici 8 runs on Node 22 and later. */
const undici8 =
  Number(process.versions.node.split('.')[0]) >= 22 ? ((await import('undici8')) as unknown as Undici) : undefined

const versions: [string, Undici][] = [
  ['undici 7', undici7],
  ...(undici8 ? [['undici 8', undici8] as [string, Undici]] : []),
]

describe.each(versions)('dispatcher with %s', (_, { fetch, request, stream }) => {
  const sent = { clientCertificate: { status: 'sent', proven: true } }

  test('fetch', async () => {
    const response = await fetch(server.url, { dispatcher: client.dispatcher })
    expect(await response.text()).toContain('CN=orders')
    expect(handshakeOf(calls[0]!.evidence.handshakes[0])).toMatchObject(sent)
    expect(calls[0]!.evidence).toMatchObject({ method: 'GET', status: 200 })
  })

  test('request, with a body up and down', async () => {
    const body = 'x'.repeat(200_000)
    const answer = await request(server.url, { dispatcher: client.dispatcher, method: 'POST', body })
    expect(answer.statusCode).toBe(200)
    expect(await answer.body.text()).toContain('CN=orders')
    expect(calls[0]!.connections[0]!.handshake).toMatchObject(sent)
  })

  test('stream', async () => {
    const { PassThrough } = await import('node:stream')
    const through = new PassThrough()
    await stream(server.url, { dispatcher: client.dispatcher, method: 'GET' }, () => through)
    expect(Buffer.concat(await through.toArray()).toString()).toContain('CN=orders')
  })

  test('requests after each other go over kept connections', async () => {
    const before = server.seen.length
    for (let time = 0; time < 6; time++) {
      const { body } = await request(server.url, { dispatcher: client.dispatcher })
      await body.text()
    }
    expect(server.seen.length - before).toBeLessThanOrEqual(2)
    // undici may open a second one while the first is not free yet.
    expect(new Set(calls.map((call) => call.connections[0])).size).toBeLessThanOrEqual(2)
  })

  test('a server that is not trusted is refused, and the error has the handshake', async () => {
    const other = await createAuthority()
    await using stranger = await startMtlsServer({
      identity: await other.issueServer(),
      ca: authority.certificate,
      clientCertificate: 'none',
    })
    const refused = request(stranger.url, { dispatcher: client.dispatcher })
    await expect(refused).rejects.toMatchObject({ code: expect.stringMatching(/CERT|ISSUER/) })
    expect(calls[0]!.connections[0]!.handshake.verification).toMatchObject({ trusted: false })
  })

  test('a host without an entry gets no certificate', async () => {
    await using open = await startMtlsServer({ identity, ca: authority.certificate, clientCertificate: 'optional' })
    const { body } = await request(open.url.replace('localhost', '127.0.0.1'), { dispatcher: client.dispatcher })
    await body.text()
    expect(calls[0]!.connections[0]!.handshake.clientCertificate.status).toBe('empty')
  })
})
