import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClient, type HandshakeError, type MtlsClient, type MtlsRequestInit } from '../../src/request/index.ts'
import {
  type Authority,
  createAuthority,
  type IssuedCertificate,
  type ServeOptions,
  serve,
} from '../../src/testing/index.ts'
import type { Handshake } from '../../src/tls/handshake.ts'
import { expectBothEndsToAgree } from './both-ends.ts'

// Every kind of outcome that serve.test.ts does not have: one connection, seen from both ends.

const versions = ['TLSv1.2', 'TLSv1.3'] as const

let authority: Authority
let good: IssuedCertificate
let client: MtlsClient

beforeAll(async () => {
  authority = await createAuthority({ subject: 'CN=Both Root', intermediates: ['CN=Both Issuing'] })
  good = await authority.issueClientCertificate({ subject: 'CN=good' })
  client = createClient({ ca: authority.ca })
})

afterAll(() => client.close())

/** One request, from both ends. */
async function bothEnds(
  options: ServeOptions,
  init: MtlsRequestInit = {},
): Promise<[client: Handshake, server: Handshake]> {
  await using server = await serve({ authority, ...options })
  const result = await client.request(server.url, { fresh: true, ...init }).catch((error: HandshakeError) => error)
  return [result.handshake as Handshake, server.connections.at(-1)!]
}

describe.each(versions)('over %s', (version) => {
  test.each(['self-signed', 'expired', 'hostname-mismatch', 'unknown-issuer', 'malformed'])(
    'a client that refuses the server: %s',
    async (flaw) => {
      const [seen, served] = await bothEnds({ flaw, maxVersion: version, clientCertificates: 'optional' })
      expect(seen.verification.trusted).toBe(false)
      expect(served.alerts.filter(({ from, code }) => from === 'client' && code !== 0)).toEqual(
        seen.alerts.filter(({ from, code }) => from === 'client' && code !== 0),
      )
      expect([served.protocol, served.cipher, served.group, served.serverCertificate]).toEqual([
        seen.protocol,
        seen.cipher,
        seen.group,
        seen.serverCertificate,
      ])
    },
  )

  test.each(['EC P-256', 'RSA 2048', 'Ed25519'] as const)('a server with a key of %s', async (keyType) => {
    const certificate = await authority.issueServerCertificate({ keyType })
    const options = { certificate, clientCertificates: 'required', maxVersion: version } as const
    const [seen, served] = await bothEnds(options, { clientCert: good })
    expect(seen.clientCertificate).toMatchObject({ status: 'sent', proven: true })
    expectBothEndsToAgree(seen, served)
  })

  test('a resumed session', async () => {
    await using server = await serve({ authority, clientCertificates: 'required', maxVersion: version })
    const resuming = createClient({
      ca: authority.ca,
      clientCertificates: [{ host: 'localhost', port: '*', ...good }],
      resumption: true,
    })
    const once = () => resuming.request(server.url, { headers: { connection: 'close' } })
    await (await once()).text()
    const second = await once()
    await second.text()
    expect(second.handshake).toMatchObject({ resumed: true, clientCertificate: { status: 'resumed' } })
    expectBothEndsToAgree(second.handshake!, server.connections.at(-1)!)
    await resuming.close()
  })

  test('a staple', async () => {
    const certificate = await authority.issueServerCertificate()
    const ocspResponse = authority.ocspResponse(certificate)
    const [seen, served] = await bothEnds({ certificate, ocspResponse, maxVersion: version })
    expect(seen.ocsp).toMatchObject({ status: 'good' })
    expectBothEndsToAgree(seen, served)
  })
})

test.each(['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'])(
  'a refusal under %s',
  async (ciphers) => {
    const [seen, served] = await bothEnds({ clientCertificates: 'required', ciphers, minVersion: 'TLSv1.3' })
    expect(seen).toMatchObject({ cipher: ciphers, alerts: [{ description: 'certificate_required' }] })
    expectBothEndsToAgree(seen, served)
  },
)

test.each([
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-SHA',
])('a refusal and an answer under %s', async (ciphers) => {
  const options = { clientCertificates: 'required', ciphers, maxVersion: 'TLSv1.2' } as const
  const [refused, refusing] = await bothEnds(options)
  expect(refused).toMatchObject({ alerts: [{ description: 'handshake_failure' }] })
  expectBothEndsToAgree(refused, refusing)
  const [answered, answering] = await bothEnds(options, { clientCert: good })
  expect(answered.clientCertificate.status).toBe('sent')
  expectBothEndsToAgree(answered, answering)
})

test('peers without a version or a suite in common', async () => {
  const [seen, served] = await bothEnds({ minVersion: 'TLSv1.3' }, { maxVersion: 'TLSv1.2' })
  expect(seen.alerts).toMatchObject([{ from: 'server', description: 'protocol_version' }])
  expect(served.alerts).toEqual(seen.alerts)
  const narrow = { ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256', maxVersion: 'TLSv1.2' } as const
  const [one, other] = await bothEnds(narrow, { ciphers: 'ECDHE-ECDSA-AES256-GCM-SHA384', maxVersion: 'TLSv1.2' })
  expect(one.alerts).toMatchObject([{ from: 'server', description: 'handshake_failure' }])
  expect(other.alerts).toEqual(one.alerts)
})

test('a client that leaves before it has said a word, and one that leaves in the middle', async () => {
  await using server = await serve({ authority, clientCertificates: 'required' })
  const socket = connectTls({ port: server.port, host: '127.0.0.1', servername: 'localhost', ca: authority.ca })
  socket.on('error', () => {})
  socket.once('connect', () => socket.destroy())
  await new Promise((resolve) => socket.once('close', resolve))
  await expect.poll(() => server.connections.length).toBe(1)
  expect(server.connections[0]).toMatchObject({ side: 'server', clientCertificate: { proven: false, chain: [] } })
  expect(server.connections[0]!.capture.complete).toBe(false)
})
