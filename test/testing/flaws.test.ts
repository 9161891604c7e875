import { once } from 'node:events'
import { createServer, get } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createSecureContext, type TLSSocket } from 'node:tls'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FlawTable, onFlawTable } from '../../src/evidence/flaw-table.ts'
import { createClient, type MtlsClient } from '../../src/request/index.ts'
import { flawNames } from '../../src/testing/flaws/flaw-catalogue.ts'
import {
  type Authority,
  createAuthority,
  flawedClientCertificates,
  type IssuedCertificate,
  type RejectFlawedOptions,
  serve,
  type TestServer,
  testingMatchers,
} from '../../src/testing/index.ts'

expect.extend(testingMatchers as never)

let authority: Authority
let orders: IssuedCertificate
let strict: TestServer
let client: MtlsClient
const tables: FlawTable[] = []

beforeAll(async () => {
  onFlawTable((table) => tables.push(table))
  authority = await createAuthority({ subject: 'CN=Flaw Root', intermediates: ['CN=Flaw Issuing'] })
  orders = await authority.issueClientCertificate({
    subject: 'CN=orders',
    subjectAltNames: ['URI:spiffe://example/orders'],
  })
  const ciphers = 'DEFAULT@SECLEVEL=2'
  strict = await serve({ authority, clientCertificates: 'required', crl: authority.crl(), ciphers }, (request) => {
    const subject = (request.socket as TLSSocket).getPeerCertificate().subject.CN
    return new Response(null, { status: subject === 'orders' ? 200 : 403 })
  })
  client = createClient({ ca: authority.ca })
})

afterAll(() => Promise.all([strict.close(), client.close()]))

async function failureOf(assertion: Promise<void>): Promise<string> {
  return assertion.then(
    () => 'no failure',
    (error: Error) => stripVTControlCharacters(error.message).replaceAll(/localhost:\d+/g, 'localhost:8443'),
  )
}

describe('flawedClientCertificates', () => {
  test('are like the good one, but for the flaw', async () => {
    const list = await flawedClientCertificates({ like: orders, authority })
    expect(list.leftOut).toEqual([])
    expect(list).toHaveLength(23)
    const others = ['leaf-used-as-authority', 'authority-itself', 'another-subject']
    for (const { flaw, credential, alerts, description } of list) {
      expect(alerts.length).toBeGreaterThan(0)
      expect(description).not.toBe('')
      if (credential === undefined) expect(flaw).toBe('none-sent')
      else if (!others.includes(flaw)) expect(credential.subject, flaw).toBe('CN=orders')
    }
    const byName = Object.fromEntries(list.map(({ flaw, credential }) => [flaw, credential]))
    expect(byName['weak-key']!.certificate.publicKey).toBe('RSA 1024')
    expect(byName['weak-signature']!.certificate.signatureAlgorithm).toBe('ecdsa-with-SHA1')
    expect(byName.expired!.certificate.subjectAltNames).toEqual(['URI:spiffe://example/orders'])
    expect(byName['authority-itself']!.subject).toBe('CN=Flaw Issuing')
  })

  test("are left out where they need the authority's key, with the reason", async () => {
    const list = await flawedClientCertificates({ like: orders })
    expect(list.map(({ flaw }) => flaw)).toEqual([
      'none-sent',
      'self-signed',
      'another-authority',
      'authority-of-the-same-name',
      'leaf-used-as-authority',
      'damaged-signature',
      'intermediate-left-out',
    ])
    expect(list.leftOut[0]).toEqual({ flaw: 'expired', reason: "it needs the authority's key" })
    expect(list.length + list.leftOut.length).toBe(23)
  })
})

describe('toRejectFlawedClientCerts', () => {
  test('holds for a server that refuses them all, with a table that says how', async () => {
    const options = { like: orders, authority, ca: authority.ca }
    await expect(strict.url).toRejectFlawedClientCerts(options)
    expect(await failureOf(expect(strict.url).not.toRejectFlawedClientCerts(options))).toMatchInlineSnapshot(`
      "expect(received).not.toRejectFlawedClientCerts(options)

      Expected: https://localhost:8443/ to accept one of 23 flawed client certificates
      Received: all refused

        flaw                        the server  evidence
        none-sent                   refused     alert certificate_required (116)
        self-signed                 refused     alert unknown_ca (48)
        another-authority           refused     alert unknown_ca (48)
        authority-of-the-same-name  refused     alert unknown_ca (48)
        expired                     refused     alert certificate_expired (45)
        not-yet-valid               refused     alert bad_certificate (42)
        expires-in-the-past-second  refused     alert certificate_expired (45)
        server-purpose-only         refused     alert unsupported_certificate (43)
        no-purpose-for-clients      refused     alert unsupported_certificate (43)
        any-purpose-missing         refused     alert unsupported_certificate (43)
        leaf-used-as-authority      refused     alert certificate_unknown (46)
        issuer-without-cert-sign    refused     alert certificate_unknown (46)
        path-length-exceeded        refused     alert unknown_ca (48)
        name-constraint-violated    refused     alert certificate_unknown (46)
        damaged-signature           refused     alert decrypt_error (51)
        intermediate-left-out       refused     alert unknown_ca (48)
        intermediate-expired        refused     alert certificate_expired (45)
        weak-key                    refused     alert bad_certificate (42)
        weak-signature              refused     alert bad_certificate (42)
        unknown-critical-extension  refused     alert certificate_unknown (46)
        revoked                     refused     alert certificate_revoked (44)
        authority-itself            refused     alert unsupported_certificate (43)
        another-subject             refused     status 403, where the good one got 200

      Why: the good one, CN=orders, was accepted (status 200), so that what differs from it is a refusal.
      What to do: Drop the .not: the server refuses them all."
    `)
  })

  test('names what a server accepts', async () => {
    await using lax = await serve({ authority, clientCertificates: 'optional' })
    const only = ['none-sent', 'self-signed', 'expired', 'revoked'] as const
    const options = { like: orders, authority, ca: authority, only } as unknown as RejectFlawedOptions
    expect(
      await failureOf(expect(lax.url).toRejectFlawedClientCerts({ ...options, ca: authority.ca })),
    ).toMatchInlineSnapshot(`
      "expect(received).toRejectFlawedClientCerts(options)

      Expected: https://localhost:8443/ to refuse 4 flawed client certificates
      Received: 2 accepted: none-sent, revoked

        flaw         the server  evidence
        none-sent    ACCEPTED    status 200, as the good one
        self-signed  refused     alert unknown_ca (48)
        expired      refused     alert certificate_expired (45)
        revoked      ACCEPTED    status 200, as the good one

      Why: the good one, CN=orders, was accepted (status 200), so that what differs from it is a refusal.
      What to do: Let the server demand a certificate, and not only ask for one."
    `)
    await expect(lax.url).toRejectFlawedClientCerts({ ...options, ca: authority.ca, except: ['none-sent', 'revoked'] })
    await expect(lax.url).not.toRejectFlawedClientCerts({ ...options, ca: authority.ca })
    expect(tables.at(-1)).toMatchObject({
      control: { subject: 'CN=orders', status: 200 },
      rows: [
        { flaw: 'none-sent', outcome: 'accepted', status: 200 },
        { flaw: 'self-signed', outcome: 'refused', via: 'alert', alert: 'unknown_ca' },
        { flaw: 'expired', outcome: 'refused' },
        { flaw: 'revoked', outcome: 'accepted' },
      ],
    })
    expect(JSON.stringify(tables)).not.toContain('PRIVATE KEY')
  })

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('sees each way to refuse, over %s', async (version) => {
    for (const refuse of ['alert', 'close', 'http'] as const) {
      await using server = await serve({ authority, clientCertificates: 'required', refuse, maxVersion: version })
      const only = ['none-sent', 'expired', 'another-authority'] as const
      await expect(server.url).toRejectFlawedClientCerts({ like: orders, authority, only, ca: authority.ca })
      expect(tables.at(-1)!.rows.map(({ via }) => via)).toEqual([refuse, refuse, refuse])
    }
  })

  test('finds the server whose rejectUnauthorized was forgotten', async () => {
    const { cert, key } = await authority.issueServerCertificate()
    const server = createServer(
      { cert, key, ca: authority.ca, requestCert: true, rejectUnauthorized: false },
      (_, response) => response.end(),
    )
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const url = `https://localhost:${(server.address() as AddressInfo).port}`
    try {
      const message = await failureOf(
        expect(url).toRejectFlawedClientCerts({ like: orders, authority, ca: authority.ca }),
      )
      // OpenSSL stumbles over a damaged signature even where nobody asked what it thinks of it
      expect(message).toMatch(/2[23] accepted: none-sent, self-signed, another-authority/)
      expect(message).toContain('rejectUnauthorized')
    } finally {
      server.close()
      server.closeAllConnections()
    }
  })

  test('takes a function that makes the request, and a condition of what counts', async () => {
    const send = (clientCert: unknown) => client.request(strict.url, { clientCert: clientCert as never, fresh: true })
    const only = ['expired', 'another-subject'] as const
    await expect(send).toRejectFlawedClientCerts({ like: orders, authority, only })
    const byAlert = { like: orders, authority, only, on: ({ via }: { via?: string }) => via === 'alert' }
    expect(await failureOf(expect(send).toRejectFlawedClientCerts(byAlert))).toContain('1 accepted: another-subject')
  })

  test('says what this client cannot send as not tried, and never passes on it where the test names it', async () => {
    const send = (clientCert: unknown) =>
      client.request(strict.url, { clientCert: clientCert as never, ciphers: 'DEFAULT@SECLEVEL=2', fresh: true })
    const others = flawNames.filter((flaw) => !['expired', 'weak-key'].includes(flaw))
    await expect(send).toRejectFlawedClientCerts({ like: orders, authority, except: others })
    expect(tables.at(-1)!.rows).toMatchObject([
      { flaw: 'expired', outcome: 'refused' },
      { flaw: 'weak-key', outcome: 'not-tried', evidence: 'this Node cannot send it (ERR_SSL_EE_KEY_TOO_SMALL)' },
    ])
    const named = { like: orders, authority, only: ['weak-key', 'expired'] } as const
    expect(await failureOf(expect(send).toRejectFlawedClientCerts(named))).toContain(
      'could not try weak-key, which "only" names, so nothing is proven of it',
    )
    const withoutKey = expect(strict.url).toRejectFlawedClientCerts({
      ...named,
      authority: undefined,
      ca: authority.ca,
    } as never)
    expect(await failureOf(withoutKey)).toContain('could try nothing')
  })

  test('says of a weak key that this Node does not load that it was not tried, and never that it was refused', async () => {
    const weak = await authority.issueClientCertificate({ keyType: 'RSA 1024' })
    const loads = (() => {
      try {
        return createSecureContext({ cert: weak.cert, key: weak.key }) !== undefined
      } catch {
        return false
      }
    })()
    // OpenSSL 3.5, that of Node 24 and 26, does not at its usual level of security
    expect(loads).toBe(Number(process.versions.node.split('.')[0]) < 24)
    const ours = (clientCert: unknown) => client.request(strict.url, { clientCert: clientCert as never, fresh: true })
    const nodes = (clientCert: unknown) =>
      new Promise((resolve, reject) => {
        const { cert, key } = (clientCert || {}) as { cert?: string; key?: string }
        const options = { ca: authority.ca, cert, key, agent: false } as const
        get(strict.url, options, (answer) => resolve(answer.resume())).on('error', reject)
      })
    for (const send of [ours, nodes]) {
      const except = flawNames.filter((flaw) => flaw !== 'weak-key' && flaw !== 'expired')
      await expect(send).toRejectFlawedClientCerts({ like: orders, authority, except })
      const row = tables.at(-1)!.rows.find(({ flaw }) => flaw === 'weak-key')
      expect(row?.outcome).toBe(loads ? 'refused' : 'not-tried')
      if (!loads) expect(row?.evidence).toMatch(/^this Node cannot send it \(.*key.too.small\)$/i)
    }
    // given a URL, the kit lowers the level for this one, and any Node sends it
    await expect(strict.url).toRejectFlawedClientCerts({
      like: orders,
      authority,
      only: ['weak-key'],
      ca: authority.ca,
    })
  })

  test('proves nothing without a good one that is accepted', async () => {
    const expired = await authority.issueClientCertificate({ expired: true })
    const refused = expect(strict.url).toRejectFlawedClientCerts({ like: expired, authority, ca: authority.ca })
    expect(await failureOf(refused)).toContain('the good certificate was not accepted, so nothing is proven')
    const stranger = await authority.issueClientCertificate({ subject: 'CN=stranger' })
    const forbidden = expect(strict.url).not.toRejectFlawedClientCerts({ like: stranger, authority, ca: authority.ca })
    expect(await failureOf(forbidden)).toContain('the good certificate was answered by 403, so nothing is proven')
    await using open = await serve({ authority })
    const unasked = expect(open.url).toRejectFlawedClientCerts({ like: orders, authority, ca: authority.ca })
    expect(await failureOf(unasked)).toContain('the server never asked for the good certificate')
  })

  test('an attempt that fails for no reason of TLS is unclear, and never refused', async () => {
    const send = async (clientCert: unknown) => {
      if (clientCert === orders) return { status: 200 }
      throw new Error('the network is down')
    }
    const message = await failureOf(expect(send).toRejectFlawedClientCerts({ like: orders, only: ['self-signed'] }))
    expect(message).toContain('cannot tell what the server did with self-signed')
    const not = await failureOf(expect(send).not.toRejectFlawedClientCerts({ like: orders, only: ['self-signed'] }))
    expect(not).toContain('cannot tell what the server did with self-signed')
  })

  test.each<[object, string]>([
    [{}, 'options of toRejectFlawedClientCerts()\n  all of them\n    The option `like` is missing.'],
    [{ like: 'orders', exept: [] }, 'There is no option "exept".\n    Did you mean except?'],
    [{ like: 'orders', except: ['weak-keys'] }, "Did you mean 'weak-key'?"],
    [{ like: 'orders', only: [] }, 'leave no flaw to try'],
  ])('refuses %o', async (options, message) => {
    expect(await failureOf(expect(strict.url).toRejectFlawedClientCerts(options as never))).toContain(message)
  })
})

test('at most eight connections at a time', async () => {
  let now = 0
  let most = 0
  const send = async (clientCert: unknown) => {
    most = Math.max(most, ++now)
    await new Promise((resolve) => setImmediate(resolve))
    now--
    return { status: clientCert === orders ? 200 : 403 }
  }
  await expect(send).toRejectFlawedClientCerts({ like: orders, authority })
  expect(most).toBe(8)
})

describe('posture', () => {
  test('toAcceptOnlyTlsVersions', async () => {
    await using server = await serve({ authority, minVersion: 'TLSv1.2', clientCertificates: 'required' })
    await expect(server.url).toAcceptOnlyTlsVersions(['TLSv1.2', 'TLSv1.3'])
    expect(await failureOf(expect(server.url).toAcceptOnlyTlsVersions(['TLSv1.3']))).toMatchInlineSnapshot(`
      "expect(url).toAcceptOnlyTlsVersions(versions)

      Expected: https://localhost:8443 to accept only TLSv1.3
      Received: TLSv1.2, TLSv1.3
        TLSv1    refused
        TLSv1.1  refused
        TLSv1.2  accepted
        TLSv1.3  accepted"
    `)
    await using old = await serve({ authority, minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' })
    await expect(old.url).not.toAcceptOnlyTlsVersions(['TLSv1.2', 'TLSv1.3'])
    await expect(async () => expect(server.url).toAcceptOnlyTlsVersions(['TLSv1.4' as never])).rejects.toThrow(
      'TLSv1.4',
    )
  })

  test('toAcceptOnlyCiphers', async () => {
    const ciphers = 'TLS_AES_256_GCM_SHA384:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305'
    await using server = await serve({ authority, ciphers })
    await expect(server.url).toAcceptOnlyCiphers(ciphers.split(':'))
    const fewer = expect(server.url).toAcceptOnlyCiphers(['TLS_AES_256_GCM_SHA384', 'ECDHE-ECDSA-AES128-GCM-SHA256'])
    expect(await failureOf(fewer)).toMatchInlineSnapshot(`
      "expect(url).toAcceptOnlyCiphers(ciphers)

      Expected: https://localhost:8443 to accept only TLS_AES_256_GCM_SHA384, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
      Received: also TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
        TLS_AES_256_GCM_SHA384
        TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
        TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"
    `)
    await expect(server.url).not.toAcceptOnlyCiphers(['TLS_AES_128_GCM_SHA256'])
    await expect(async () => expect(server.url).toAcceptOnlyCiphers(['AES'])).rejects.toThrow('it got AES')
  })

  test('a suite without encryption, which nobody offers unasked, is found beside good ones, and its version with it', async () => {
    const ciphers = 'TLS_AES_256_GCM_SHA384:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-NULL-SHA:@SECLEVEL=0'
    await using server = await serve({ authority, ciphers })
    const good = expect(server.url).toAcceptOnlyCiphers(['TLS_AES_256_GCM_SHA384', 'ECDHE-ECDSA-AES128-GCM-SHA256'])
    expect(await failureOf(good)).toContain('Received: also TLS_ECDHE_ECDSA_WITH_NULL_SHA')
    await using unencrypted = await serve({
      authority,
      ciphers: 'TLS_AES_256_GCM_SHA384:ECDHE-ECDSA-NULL-SHA:@SECLEVEL=0',
    })
    await expect(unencrypted.url).not.toAcceptOnlyTlsVersions(['TLSv1.3'])
  })

  test('toDemandClientCert', async () => {
    for (const refuse of ['alert', 'close', 'http'] as const) {
      await using server = await serve({ authority, clientCertificates: 'required', refuse })
      await expect(server.url).toDemandClientCert()
    }
    await using optional = await serve({ authority, clientCertificates: 'optional' })
    expect(await failureOf(expect(optional.url).toDemandClientCert())).toMatchInlineSnapshot(`
      "expect(url).toDemandClientCert()

      Expected: https://localhost:8443 to demand a client certificate
      Received: it does not
        none               ACCEPTED  status 200
        self-signed        refused   alert unknown_ca (48)
        another authority  refused   alert unknown_ca (48)

      What to do: Let the server demand certificates and verify them (nginx: ssl_verify_client on; Node: requestCert and rejectUnauthorized; Go: RequireAndVerifyClientCert)."
    `)
    await using open = await serve({ authority })
    expect(await failureOf(expect(open.url).toDemandClientCert())).toContain('never asked')
    await open.close()
    expect(await failureOf(expect(open.url).not.toDemandClientCert())).toContain('cannot tell')
  })
})

test('toHaveReceivedClientCert', async () => {
  await using server = await serve({ authority, clientCertificates: 'required' })
  expect(server).not.toHaveReceivedClientCert()
  await client.request(server.url, { clientCert: orders })
  await client.request(server.url, { clientCert: false }).catch(() => {})
  expect(server).toHaveReceivedClientCert()
  expect(server).toHaveReceivedClientCert('CN=orders')
  expect(server).toHaveReceivedClientCert({ issuer: 'CN=Flaw Issuing' })
  const failure = (assertion: () => void) => failureOf((async () => assertion())())
  expect(await failure(() => expect(server).toHaveReceivedClientCert('CN=payments'))).toMatchInlineSnapshot(`
    "expect(server).toHaveReceivedClientCert(expected)

    Expected: a client certificate that fits "CN=payments"
    Received: 2 connections
      1. TLSv1.3: CN=orders was sent
      2. TLSv1.3: asked, and none was sent; the server sent the alert certificate_required (116)

      subject: CN=orders"
  `)
  expect(await failure(() => expect(server).not.toHaveReceivedClientCert())).toMatchInlineSnapshot(`
    "expect(server).not.toHaveReceivedClientCert()

    Expected: no client certificate
    Received: 2 connections
      1. TLSv1.3: CN=orders was sent
      2. TLSv1.3: asked, and none was sent; the server sent the alert certificate_required (116)"
  `)
  expect(() => expect({}).toHaveReceivedClientCert()).toThrow('needs a server that serve()')
})
