import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import {
  startAlertingServer,
  startAnsweringServer,
  startClosingServer,
  startCuttingRelay,
  startPlainHttpServer,
  startResettingServer,
  startSilentServer,
} from '../../fixtures/broken-servers.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { type MtlsServer, startMtlsServer } from '../../fixtures/mtls-server.ts'
import { rounds } from '../../fixtures/rounds.ts'
import type { TcpServer } from '../../fixtures/tcp-server.ts'
import { createClient } from '../../src/request/client.ts'
import { handshakeOf } from '../../src/request/mtls-response.ts'

const client = createClient({})
afterAll(() => client.destroy())

const failureAt = (url: string, timeout = 2_000) =>
  client.request(url, { timeout, fresh: true }).then(
    () => expect.fail('there was an answer'),
    (error: { name: string; code: string; message: string }) => error,
  )

/** Two sentences: who refused whom and why; what to do. */
const sentences = /^[A-Z].*[.!] [A-Z].*\.$/s

describe('a server that is none', () => {
  const faults: [string, () => Promise<TcpServer>, { name: string; code: RegExp }][] = [
    ['accepts and closes', startClosingServer, { name: 'HandshakeError', code: /^ECONNRESET$/ }],
    ['accepts and resets', startResettingServer, { name: 'HandshakeError', code: /^ECONNRESET$/ }],
    ['never answers', startSilentServer, { name: 'ConnectionError', code: /^ETIMEDOUT$/ }],
    ['speaks HTTP', startPlainHttpServer, { name: 'HandshakeError', code: /WRONG_VERSION|PACKET_LENGTH|HTTP|EPROTO/ }],
    ['answers garbage', () => startAnsweringServer(Buffer.alloc(300, 0xaa)), { name: 'HandshakeError', code: /./ }],
    [
      'answers half a record',
      () => startAnsweringServer(Buffer.of(22, 3, 3, 0, 90, 2)),
      { name: 'ConnectionError', code: /^ETIMEDOUT$/ },
    ],
    [
      'announces a record that is too long',
      () => startAnsweringServer(Buffer.of(22, 3, 3, 255, 255, 2, 0, 0, 1)),
      { name: 'HandshakeError', code: /./ },
    ],
  ]

  test.each(faults)('%s', async (_, start, expected) => {
    await using server = await start()
    const error = await failureAt(server.url, 500)
    expect(error.name).toBe(expected.name)
    expect(error.code).toMatch(expected.code)
    expect(error.message).toMatch(sentences)
    expect(error.message).toContain(`localhost:${server.port}`)
    expect(handshakeOf(error)?.clientCertificate).toMatchObject({ status: 'unknown', chain: [], proven: false })
    expect(handshakeOf(error)?.capture.complete).toBe(false)
  })

  test('nothing listens, and no such host', async () => {
    const gone = await startClosingServer()
    await gone.close()
    const refused = await failureAt(gone.url)
    expect(refused).toMatchObject({
      name: 'ConnectionError',
      code: 'ECONNREFUSED',
      message: expect.stringMatching(sentences),
    })
    expect(handshakeOf(refused)).toBeUndefined()
    const unknown = await failureAt('https://no-such-host.invalid/')
    expect(unknown).toMatchObject({ name: 'ConnectionError', code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) })
  })

  test('a fatal alert of every number', async () => {
    for (let code = 1; code < 256; code += rounds(1, 16)) {
      await using server = await startAlertingServer(code)
      const error = await failureAt(server.url)
      // OpenSSL takes a fatal user_canceled (90) or no_renegotiation (100) in its own ways; the wire says what came.
      expect({ code, name: error.name }).toEqual({ code, name: 'HandshakeError' })
      expect(error.message).toMatch(sentences)
      const { alerts, clientCertificate } = handshakeOf(error)!
      expect(alerts).toContainEqual(expect.objectContaining({ from: 'server', level: 'fatal', code }))
      expect(clientCertificate.status).toBe('unknown')
    }
  })
})

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('a connection that is cut in the handshake, %s', (version) => {
  let authority: Authority
  let orders: Identity
  let server: MtlsServer
  beforeAll(async () => {
    authority = await createAuthority()
    orders = await authority.issueClient({ subject: 'CN=orders' })
    server = await startMtlsServer({
      identity: await authority.issueServer(),
      ca: authority.certificate,
      clientCertificate: 'require',
      minVersion: version,
      maxVersion: version,
    })
  })
  afterAll(() => server.close())

  // Every byte in `npm run proofs`; a close is the gentler of the two: every seventh byte shows it.
  test.each([
    { by: 'reset', step: rounds(1, 151) },
    { by: 'close', step: rounds(7, 211) },
  ] as const)('by a $by, every $step bytes', { timeout: 300_000 }, async ({ by, step }) => {
    const cut = createClient({
      ca: [authority.certificate],
      clientCertificates: [{ host: '*', port: '*', cert: orders.chain, key: orders.key }],
    })
    const outcomeAfter = async (bytes: number): Promise<'answered' | 'failed'> => {
      await using relay = await startCuttingRelay(server.port, bytes, by)
      const result = await cut
        .request(relay.url, { timeout: 2_000, fresh: true })
        .then(async (response) => ({ response, body: await response.text() }))
        .catch((error: unknown) => ({ error }))
      const failed = 'error' in result
      if (failed) expect(result.error).toMatchObject({ name: expect.stringMatching(/^(Handshake|Connection)Error$/) })
      // Undecided is never reported as absent: this server asks.
      const { clientCertificate } = handshakeOf(failed ? result.error : result.response)!
      expect({ bytes, unsure: ['unknown', 'sent'].includes(clientCertificate.status) }).toEqual({ bytes, unsure: true })
      return failed ? 'failed' : 'answered'
    }
    // Eight at a time, until the cut comes after the whole answer.
    const counts = { failed: 0, answered: 0 }
    for (let first = 0; counts.answered < 8; first += 8 * step) {
      const outcomes = await Promise.all(Array.from({ length: 8 }, (_, offset) => outcomeAfter(first + offset * step)))
      for (const outcome of outcomes) counts[outcome]++
    }
    expect(counts.failed * step).toBeGreaterThan(1_000)
    await cut.close()
  })
})
