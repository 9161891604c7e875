import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import { startConnectProxy } from '../../fixtures/connect-proxy.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { startMtlsServer } from '../../fixtures/mtls-server.ts'
import { matchers } from '../../src/matchers/index.ts'
import { createClient } from '../../src/request/client.ts'

expect.extend(matchers)

let authority: Authority
let identity: Identity
let orders: Identity

beforeAll(async () => {
  authority = await createAuthority()
  identity = await authority.issueServer()
  orders = await authority.issueClient({ subject: 'CN=orders' })
})

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('%s, handshakes not recorded', (version) => {
  let server: Awaited<ReturnType<typeof startMtlsServer>>
  beforeAll(async () => {
    server = await startMtlsServer({
      identity,
      ca: authority.certificate,
      clientCertificate: 'require',
      minVersion: version,
      maxVersion: version,
    })
  })
  afterAll(() => server.close())

  const options = () => ({
    ca: [authority.certificate],
    clientCertificates: [{ host: 'localhost', port: '*' as const, cert: orders.chain, key: orders.key }],
    capture: { handshakes: false },
  })

  test('the certificate is sent, and nothing is claimed of it', async () => {
    const client = createClient(options())
    const response = await client.request(server.url)
    expect(await response.json()).toMatchObject({ subject: 'CN=orders' })
    expect(response.handshake).toMatchObject({
      host: 'localhost',
      clientCertificate: { status: 'unknown', chain: [], proven: false, configured: { subject: 'CN=orders' } },
      serverCertificate: { chain: [] },
      verification: { enabled: true, trusted: true, problems: [] },
      capture: { complete: false, reason: 'handshakes are not recorded: capture.handshakes is false' },
    })
    expect(response.handshake).not.toHaveProperty('protocol')
    await client.close()
  })

  test('every matcher that needs the record throws, in both polarities', async () => {
    const client = createClient(options())
    const response = await client.request(server.url)
    const judgements = [
      () => expect(response).toHaveSentClientCert(),
      () => expect(response).not.toHaveSentClientCert(),
      () => expect(response).not.toHaveRequestedClientCert(),
      () => expect(response).not.toHaveRejectedClientCert(),
      () => expect(response).not.toHaveTlsVersion('TLSv1.1'),
      () => expect(response).not.toHaveCipher('TLS_AES_128_CCM_SHA256'),
      () => expect(response).not.toHaveTlsAlert(),
      () => expect(response).not.toHaveResumedSession(),
      () => expect(response).not.toHaveServerCert('CN=other'),
      () => expect(response).not.toHaveServerCertValidFor('1 day'),
      () => expect(response).not.toHaveClientCertValidFor('1 day'),
    ]
    for (const judge of judgements) expect(judge).toThrow('handshakes are not recorded')
    await client.close()
  })

  test('a refusal is an error of the handshake all the same', async () => {
    const client = createClient(options())
    const error = await client.request(server.url, { clientCert: false }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      name: 'HandshakeError',
      code: expect.stringMatching(/^ERR_SSL_.*ALERT/),
      handshake: { clientCertificate: { status: 'unknown' } },
    })
    await client.close()
  })

  test("Node's verdict on the server is told", async () => {
    const { ca: _, ...rest } = options()
    const client = createClient(rest)
    const refused = client.request(server.url)
    await expect(refused).rejects.toMatchObject({
      name: 'HandshakeError',
      handshake: { verification: { trusted: false } },
    })
    await expect(refused).toHaveCertError(/certificate/)
    await client.close()
  })

  test('through a proxy', async () => {
    await using proxy = await startConnectProxy()
    const client = createClient({ ...options(), proxy: proxy.url })
    const response = await client.request(server.url)
    expect(await response.json()).toMatchObject({ subject: 'CN=orders' })
    expect(proxy.targets).toEqual([`localhost:${server.port}`])
    await client.close()
  })
})
