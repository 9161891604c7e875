import { once } from 'node:events'
import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClient, type HandshakeError, type MtlsClient } from '../../src/request/index.ts'
import {
  type Authority,
  createAuthority,
  type IssuedCertificate,
  type ServeOptions,
  serve,
} from '../../src/testing/index.ts'
import type { Handshake } from '../../src/tls/handshake.ts'
import { expectBothEndsToAgree } from './both-ends.ts'

let authority: Authority
let credentials: Record<string, IssuedCertificate | false>
let client: MtlsClient

beforeAll(async () => {
  authority = await createAuthority({ subject: 'CN=Serve Root', intermediates: ['CN=Serve Issuing'] })
  const other = await createAuthority({ subject: 'CN=Other Root' })
  const revoked = await authority.issueClientCertificate({ subject: 'CN=revoked' })
  authority.revoke(revoked)
  credentials = {
    good: await authority.issueClientCertificate({ subject: 'CN=good' }),
    expired: await authority.issueClientCertificate({ subject: 'CN=expired', expired: true }),
    future: await authority.issueClientCertificate({ subject: 'CN=future', notYetValid: true }),
    other: await other.issueClientCertificate({ subject: 'CN=other' }),
    purpose: await authority.issueServerCertificate({ subject: 'CN=purpose' }),
    extension: await authority.issueClientCertificate({
      extensions: [{ oid: '2.999.1', critical: true, value: '0500' }],
    }),
    revoked,
    none: false,
  }
  client = createClient({ ca: authority.ca })
})

afterAll(() => client.close())

/** What came of one request: its answer or its error, and the connection from both ends. */
async function outcomeOf(options: ServeOptions, credential: IssuedCertificate | false) {
  await using server = await serve({ authority, clientCertificates: 'required', ...options })
  const clientCert = credential && { cert: credential.cert, key: credential.key }
  const attempt = client.request(server.url, { clientCert, http2: options.http2 === true, fresh: true })
  const result = await attempt.then(
    async (response) => ({ response, status: response.status, body: await response.text(), error: undefined }),
    (error: HandshakeError) => ({ response: undefined, status: undefined, body: '', error }),
  )
  const seen = (result.response?.handshake ?? result.error?.handshake) as Handshake
  return { ...result, client: seen, server: server.connections.at(-1)! }
}

const versions = ['TLSv1.2', 'TLSv1.3'] as const

test('a server with HTTP/2 answers clients of HTTP/1.1, too', async () => {
  await using server = await serve({ authority, http2: true })
  for (const http2 of [true, false]) {
    const response = await client.request(server.url, { http2, fresh: true })
    expect(response.status).toBe(200)
    expect(response.handshake?.alpn).toBe(http2 ? 'h2' : 'http/1.1')
  }
})

describe.each(versions)('over %s', (version) => {
  describe.each([false, true])('with http2: %s', (http2) => {
    const options = { minVersion: version, maxVersion: version, http2 } as const

    test.each([
      ['expired', 'certificate_expired'],
      ['future', 'bad_certificate'],
      ['other', 'unknown_ca'],
      ['purpose', 'unsupported_certificate'],
      ['extension', 'certificate_unknown'],
      ['none', version === 'TLSv1.3' ? 'certificate_required' : 'handshake_failure'],
    ])('refuses %s by the alert %s', async (name, description) => {
      const { error, client: seen, server } = await outcomeOf(options, credentials[name]!)
      const alert = { from: 'server', level: 'fatal', description }
      expect(error?.name).toBe('HandshakeError')
      expect(seen.alerts).toMatchObject([alert])
      expect(server.alerts).toMatchObject([alert])
      expectBothEndsToAgree(seen, server)
    })

    test('refuses what a revocation list names', async () => {
      const strict = { ...options, crl: authority.crl() }
      const { client: seen } = await outcomeOf(strict, credentials.revoked!)
      expect(seen.alerts).toMatchObject([{ description: 'certificate_revoked' }])
      expect((await outcomeOf(strict, credentials.good!)).status).toBe(200)
    })

    test('accepts a good one, and none where it is optional', async () => {
      const good = await outcomeOf(options, credentials.good!)
      expect(good).toMatchObject({ status: 200, body: 'ok\n', error: undefined })
      expect(good.server.verification).toEqual({ enabled: true, trusted: true, problems: [] })
      expectBothEndsToAgree(good.client, good.server)
      const optional = { ...options, clientCertificates: 'optional' } as const
      const none = await outcomeOf(optional, false)
      expect(none).toMatchObject({ status: 200, server: { clientCertificate: { status: 'empty' } } })
      expectBothEndsToAgree(none.client, none.server)
      const bad = await outcomeOf(optional, credentials.expired!)
      expect(bad.client.alerts).toMatchObject([{ description: 'certificate_expired' }])
      const unasked = await outcomeOf({ ...options, clientCertificates: 'none' }, credentials.good!)
      expect(unasked).toMatchObject({ status: 200, server: { clientCertificate: { status: 'not-requested' } } })
      expectBothEndsToAgree(unasked.client, unasked.server)
    })

    test('refuses by hanging up, without an alert', async () => {
      for (const name of ['expired', 'none']) {
        const { error, client: seen, server } = await outcomeOf({ ...options, refuse: 'close' }, credentials[name]!)
        expect(error).toBeDefined()
        expect(seen.alerts.filter(({ from }) => from === 'server')).toEqual([])
        expectBothEndsToAgree(seen, server)
      }
    })

    test("refuses by nginx's words", async () => {
      const bad = await outcomeOf({ ...options, refuse: 'http' }, credentials.expired!)
      expect(bad.status).toBe(400)
      expect(bad.body).toContain('<title>400 The SSL certificate error</title>')
      const none = await outcomeOf({ ...options, refuse: 'http' }, false)
      expect(none.status).toBe(400)
      expect(none.body).toContain('<title>400 No required SSL certificate was sent</title>')
      expectBothEndsToAgree(none.client, none.server)
    })
  })
})

test('handlers: (req, res), a Response, a promise of one, one that throws, and one that returns something else', async () => {
  const answers = [
    serve({ authority }, (_request, response) => response.writeHead(201).end('by hand')),
    serve({ authority }, (request) => Response.json({ url: request.url }, { headers: { 'set-cookie': 'a=1' } })),
    serve({ authority }, async () => new Response(null, { status: 204 })),
    serve({ authority }, () => {
      throw new Error('out of orders')
    }),
    serve({ authority }, () => 'a text'),
  ]
  const texts: string[] = []
  for (const one of answers) {
    await using server = await one
    const response = await client.request(`${server.url}/x?y`)
    texts.push(`${response.status} ${response.headers.get('set-cookie')} ${await response.text()}`)
  }
  expect(texts).toEqual([
    '201 null by hand',
    '200 a=1 {"url":"/x?y"}',
    '204 null ',
    '500 null The handler failed: out of orders',
    '500 null The handler failed: it returned a string, not a Response.',
  ])
})

test('a handler finds the client certificate where Node has it', async () => {
  await using server = await serve({ authority, clientCertificates: 'required' }, (request) => {
    const { authorized, getPeerCertificate } = request.socket as import('node:tls').TLSSocket
    return Response.json({ authorized, subject: getPeerCertificate.call(request.socket).subject })
  })
  const { cert, key } = credentials.good as IssuedCertificate
  const response = await client.request(server.url, { clientCert: { cert, key } })
  expect(await response.json()).toEqual({ authorized: true, subject: { CN: 'good' } })
})

test('trusts another authority where it is told to', async () => {
  const partner = await createAuthority({ subject: 'CN=Partner' })
  const theirs = await partner.issueClientCertificate()
  expect((await outcomeOf({ trusts: [partner] }, theirs)).status).toBe(200)
  const { error, client: seen } = await outcomeOf({ trusts: partner.ca }, credentials.good!)
  expect(error).toBeDefined()
  expect(seen.clientCertificate.request?.authorities).toEqual(['CN=Partner'])
})

test('leaves nothing behind: sockets that are open, half open, or were never TLS', async () => {
  const before = process.getActiveResourcesInfo().filter((name) => /TCP|Timeout/.test(name)).length
  const server = await serve({ authority, clientCertificates: 'required' })
  const silent = connect(server.port, '127.0.0.1')
  await once(silent, 'connect')
  const plain = connect(server.port, '127.0.0.1')
  plain.on('error', () => {})
  plain.end('GET / HTTP/1.1\r\n\r\n')
  const kept = connectTls({
    port: server.port,
    host: '127.0.0.1',
    servername: 'localhost',
    ca: authority.ca,
    maxVersion: 'TLSv1.3',
  })
  kept.on('error', () => {})
  await new Promise((resolve) => kept.once('close', resolve))
  await expect.poll(() => server.connections.length).toBe(3)
  const closed = once(silent, 'close')
  await server.close()
  await server.close()
  await closed
  expect(server.connections[1]!.capture).toMatchObject({
    complete: false,
    reason: /did not speak TLS/ as unknown as string,
  })
  await expect
    .poll(() => process.getActiveResourcesInfo().filter((name) => /TCP|Timeout/.test(name)).length)
    .toBeLessThanOrEqual(before)
})

test.each<[ServeOptions, string]>([
  [
    { refuze: 'alert' } as ServeOptions,
    'One problem in the options of serve()\n  refuze\n    There is no option "refuze".\n    Did you mean refuse?',
  ],
  [
    { refuse: 'reset' as 'close' },
    "refuse\n    Found 'reset', which is none of the valid values.\n    Write one of 'alert', 'close', 'http'.",
  ],
  [
    { clientCertificates: true as never },
    "clientCertificates\n    Found the value true.\n    Write one of 'required', 'optional', 'none'.",
  ],
  [
    { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.2' },
    'serve(): "minVersion" (TLSv1.3) is above "maxVersion" (TLSv1.2).',
  ],
  [
    { certificate: { cert: '-----BEGIN CERTIFICATE-----', key: '-----BEGIN PRIVATE KEY-----' }, flaw: 'expired' },
    'serve(): give "certificate" or "flaw", not both: a flaw is one of a certificate that serve() makes.',
  ],
  [{ ciphers: 'nothing' }, 'serve(): "ciphers" names no suite that OpenSSL has (ERR_SSL_NO_CIPHER_MATCH).'],
  [{ crl: 'nothing' }, 'serve(): "crl" holds no revocation list in PEM.'],
  [{ flaw: 'exspired' }, 'serve(): there is no flaw "exspired". Did you mean "expired"?'],
  [{ trusts: 'ca.pem' }, 'trusts\n    Found a string.\n    Write an authority, or PEM.'],
])('refuses %o', async (options, message) => {
  await expect(serve({ authority, ...options })).rejects.toThrow(message)
})
