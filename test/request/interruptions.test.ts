import dns from 'node:dns'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { createAuthority } from '../../fixtures/authority.ts'
import { startHoldingRelay } from '../../fixtures/broken-servers.ts'
import { type MtlsServer, startMtlsServer } from '../../fixtures/mtls-server.ts'
import { rounds } from '../../fixtures/rounds.ts'
import { eventually } from '../../fixtures/running-program.ts'
import { createClient, type MtlsClient } from '../../src/request/client.ts'
import { handshakeOf } from '../../src/request/mtls-response.ts'

const part = Buffer.alloc(1_000, 'x')
const parts = 6
let client: MtlsClient
const servers = new Map<string, MtlsServer>()

beforeAll(async () => {
  const authority = await createAuthority()
  const orders = await authority.issueClient({ subject: 'CN=orders' })
  const identity = await authority.issueServer()
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const server = await startMtlsServer({
      identity,
      ca: authority.certificate,
      clientCertificate: 'require',
      minVersion: version,
      maxVersion: version,
      handler: (_, response) => {
        response.writeHead(200, { 'content-length': parts * part.length })
        // Each part is a record of its own.
        const write = (left: number): unknown =>
          left === 0 ? response.end() : response.write(part, () => write(left - 1))
        write(parts)
      },
    })
    servers.set(version, server)
  }
  client = createClient({
    ca: [authority.certificate],
    clientCertificates: [{ host: '*', port: '*', cert: orders.chain, key: orders.key }],
  })
})
afterAll(async () => {
  await client.destroy()
  for (const server of servers.values()) await server.close()
})

/** What a request comes to, its body included. */
const outcomeOf = (url: string, init: Parameters<MtlsClient['request']>[1]) =>
  client.request(url, { ...init, fresh: true }).then(
    (response) =>
      response.text().then(
        () => ({ stage: 'answered' as const, response, error: undefined }),
        (error: unknown) => ({ stage: 'body' as const, response, error }),
      ),
    (error: unknown) => ({ stage: 'head' as const, response: undefined, error }),
  )

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('a server that falls silent, %s', (version) => {
  /** From nothing to the whole answer: in the handshake, while its end is waited for, in the head and in the body. */
  const places = Array.from({ length: rounds(40, 10) }, (_, index) => index * rounds(375, 1500))

  test('an abort at any point rejects with its reason', async () => {
    const stages = new Set<string>()
    for (const bytes of places) {
      const controller = new AbortController()
      const reason = new Error(`enough after ${bytes} bytes`)
      await using relay = await startHoldingRelay(servers.get(version)!.port, bytes, () => controller.abort(reason))
      const { stage, response, error } = await outcomeOf(relay.url, { signal: controller.signal })
      stages.add(stage)
      if (stage === 'answered') continue
      expect(error).toBe(reason)
      // This server asks: that is known, or it is unknown.
      const handshake = response?.handshake ?? handshakeOf(error)
      expect(['unknown', 'sent', undefined]).toContain(handshake?.clientCertificate.status)
    }
    expect([...stages].sort()).toEqual(['answered', 'body', 'head'])
  })

  test('a timeout at any point is a ConnectionError', async () => {
    const stages = new Set<string>()
    const outcomes = places
      .filter((_, index) => index % 3 === 0)
      .map(async (bytes) => {
        await using relay = await startHoldingRelay(servers.get(version)!.port, bytes, () => {})
        const { stage, error } = await outcomeOf(relay.url, { timeout: 1_500 })
        stages.add(stage)
        if (stage === 'answered') return
        expect(error).toMatchObject({ name: 'ConnectionError', code: 'ETIMEDOUT' })
        expect(['unknown', 'sent']).toContain(handshakeOf(error)?.clientCertificate.status)
      })
    await Promise.all(outcomes)
    expect([...stages]).toEqual(expect.arrayContaining(['head', 'body']))
  })

  test('neither leaves a connection behind', async () => {
    let held = 0
    const relay = await startHoldingRelay(servers.get(version)!.port, 700, () => held++)
    const controller = new AbortController()
    const aborted = client.request(relay.url, { signal: controller.signal }).catch((error: unknown) => error)
    await eventually(() => (held > 0 ? true : undefined), 'a connection that is held')
    const late = client.request(relay.url, { timeout: 200 }).catch((error: unknown) => error)
    controller.abort(new Error('enough'))
    expect(await aborted).toMatchObject({ message: 'enough' })
    expect(await late).toMatchObject({ code: 'ETIMEDOUT' })
    await eventually(() => (relay.open === 0 ? true : undefined), 'no connection')
    await relay.close()
  })
})

describe('before there is a connection', () => {
  afterEach(() => vi.restoreAllMocks())
  const neverResolve = () => vi.spyOn(dns, 'lookup').mockImplementation((() => {}) as never)

  test('an abort', async () => {
    neverResolve()
    const controller = new AbortController()
    const sent = client.request('https://slow.example/', { signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(sent).rejects.toThrow('enough')
  })

  test('a timeout', async () => {
    neverResolve()
    const error = await client.request('https://slow.example/', { timeout: 100 }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ name: 'ConnectionError', code: 'ETIMEDOUT' })
    expect(handshakeOf(error)).toBeUndefined()
  })
})
