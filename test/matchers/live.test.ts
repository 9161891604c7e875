import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { matchers } from '../../src/matchers/index.ts'
import type { MtlsClient } from '../../src/request/client.ts'
import { type Lab, type LabServer, startLab } from './lab.ts'
import { rejectionOf } from './message-of.ts'

expect.extend(matchers)

let lab: Lab
let client: MtlsClient
let stranger: MtlsClient

const to = (server: LabServer) => lab.to(server)
/** A message with what differs from run to run left out. */
const message = async (assertion: PromiseLike<void> | void) =>
  (await rejectionOf(assertion))
    .replace(/localhost:\d+/g, 'localhost:<port>')
    .replace(/, (?:127\.0\.0\.1|::1),/g, ', <address>,')
    .replace(/\d{4}-\d\d-\d\d/g, '<date>')
    .replace(/\(in \d+ days\)/g, '(in <number> days)')
    .replace(/^ *alert: close_notify.*\n/gm, '')

beforeAll(async () => {
  lab = await startLab()
  client = lab.client
  stranger = lab.stranger
})

afterAll(() => lab?.close())

describe('toHaveSentClientCert', () => {
  test('holds', async () => {
    const response = await client.request(to('strict'))
    expect(response).toHaveSentClientCert('orders')
    expect(response.handshake).toHaveSentClientCert({ subject: 'O=Example, CN=orders', issuer: /Internal CA/ })
    await expect(client.request(to('plain'))).not.toHaveSentClientCert()
    await expect(() => client.request(to('old'))).toHaveSentClientCert('CN=orders')
  })
  test('fails', async () => {
    expect(await message(expect(client.request(to('plain'))).toHaveSentClientCert('orders'))).toMatchInlineSnapshot(`
      "expect(received).toHaveSentClientCert(expected)
      Expected: a client certificate sent that fits "orders"
      Received: no client certificate: the server never asked for one
      Why: The server at localhost:<port> never asked for a client certificate, so the client certificate CN=orders,O=Example from clientCertificates[0] ("orders") was not sent. What to do: Let the server ask for client certificates on this host and port (nginx: ssl_verify_client; Node: requestCert), or check that the request goes to the right port.

        connection: localhost:<port>, <address>, TLSv1.3, TLS_AES_256_GCM_SHA384
        server's certificate: CN=localhost, issued by O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA, valid until <date>
        client certificate: the server never asked; the config offered "orders", CN=orders,O=Example
        answer: 200"
    `)
    expect(await message(expect(client.request(to('strict'))).not.toHaveSentClientCert())).toMatchInlineSnapshot(`
      "expect(received).not.toHaveSentClientCert()
      Expected: no client certificate sent
      Received: sent: CN=orders,O=Example
      Why: The server asked for a client certificate, and the one of clientCertificates[0] ("orders") (exact host, any port) went out. What to do: Pass clientCert: false with the request if none is to be sent, or correct the entry of the config.

        connection: localhost:<port>, <address>, TLSv1.3, TLS_AES_256_GCM_SHA384
        server's certificate: CN=localhost, issued by O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA, valid until <date>
        client certificate: sent CN=orders,O=Example, issued by O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA, valid until <date>; the server asked for O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA
        answer: 200"
    `)
  })
})

describe('toHaveRequestedClientCert', () => {
  test('holds', async () => {
    await expect(client.request(to('strict'))).toHaveRequestedClientCert({
      signatureAlgorithms: 'ecdsa_secp256r1_sha256',
    })
    await expect(client.request(to('old'))).toHaveRequestedClientCert({ certificateTypes: 'rsa_sign' })
    await expect(client.request(to('plain'))).not.toHaveRequestedClientCert()
  })
  test('fails', async () => {
    expect(await message(expect(client.request(to('plain'))).toHaveRequestedClientCert())).toMatchInlineSnapshot(`
      "expect(received).toHaveRequestedClientCert()
      Expected: the server to ask for a client certificate
      Received: the server never asked
      Why: The server at localhost:<port> never asked for a client certificate, so the client certificate CN=orders,O=Example from clientCertificates[0] ("orders") was not sent. What to do: Let the server ask for client certificates on this host and port (nginx: ssl_verify_client; Node: requestCert), or check that the request goes to the right port.

        connection: localhost:<port>, <address>, TLSv1.3, TLS_AES_256_GCM_SHA384
        server's certificate: CN=localhost, issued by O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA, valid until <date>
        client certificate: the server never asked; the config offered "orders", CN=orders,O=Example
        answer: 200"
    `)
    expect(await message(expect(client.request(to('strict'))).not.toHaveRequestedClientCert())).toMatchInlineSnapshot(`
      "expect(received).not.toHaveRequestedClientCert()
      Expected: the server not to ask for a client certificate
      Received: the server asked
      Why: The server sent a CertificateRequest. What to do: Switch client certificates off on the server for this host and port (nginx: ssl_verify_client off; Node: requestCert: false), or correct the expectation.

        authorities: O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA
        connection: localhost:<port>, <address>, TLSv1.3, TLS_AES_256_GCM_SHA384
        server's certificate: CN=localhost, issued by O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA, valid until <date>
        client certificate: sent CN=orders,O=Example, issued by O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA, valid until <date>; the server asked for O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA
        answer: 200"
    `)
  })
})

describe('toHaveRejectedClientCert', () => {
  test('holds', async () => {
    const none = { clientCert: false } as const
    await expect(client.request(to('strict'), none)).toHaveRejectedClientCert({
      via: 'alert',
      alert: 'certificate_required',
    })
    await expect(client.request(to('old'), none)).toHaveRejectedClientCert({ via: 'alert', alert: 40 })
    await expect(stranger.request(to('strict'))).toHaveRejectedClientCert({ via: 'close' })
    await expect(client.request(to('forbidding'))).toHaveRejectedClientCert({ via: 'http' })
    await expect(client.request(to('strict'))).not.toHaveRejectedClientCert()
    await expect(client.request(to('expired'))).not.toHaveRejectedClientCert()
  })
  test('fails', async () => {
    expect(await message(expect(client.request(to('strict'))).toHaveRejectedClientCert())).toMatchInlineSnapshot(`
      "expect(received).toHaveRejectedClientCert()
      Expected: the server to refuse the client certificate or its absence
      Received: not refused; the answer was 200
      Why: The server at localhost:<port> asked for a client certificate, got CN=orders,O=Example, and did not refuse it. What to do: Check which CAs the server trusts for clients, and that it refuses what they did not issue (nginx: ssl_verify_client on; Node: rejectUnauthorized), or correct the expectation.

        connection: localhost:<port>, <address>, TLSv1.3, TLS_AES_256_GCM_SHA384
        server's certificate: CN=localhost, issued by O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA, valid until <date>
        client certificate: sent CN=orders,O=Example, issued by O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA, valid until <date>; the server asked for O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA
        answer: 200"
    `)
    expect(await message(expect(stranger.request(to('strict'))).not.toHaveRejectedClientCert())).toMatchInlineSnapshot(`
      "expect(received).not.toHaveRejectedClientCert()
      Expected: the server not to refuse the client certificate or its absence
      Received: refused via close: no fatal alert, no answer
      Why: The server at localhost:<port> closed the connection without an alert and without an answer right after our client certificate (CN=stranger from clientCertificates[0]); the likely reason: its issuer O=Other CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Other CA is not among the authorities that the server listed (O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA). What to do: Configure a certificate of one of those authorities, or add the issuer to the CAs that the server trusts; if one of them issued that issuer, append its certificate to the cert file.

        connection: localhost:<port>, <address>, TLSv1.3, TLS_AES_256_GCM_SHA384
        server's certificate: CN=localhost, issued by O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA, valid until <date>
        client certificate: sent CN=stranger, issued by O=Other CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Other CA, valid until <date>; the server asked for O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA
        error: ECONNRESET"
    `)
  })
})

describe('toHaveCertError', () => {
  test('holds', async () => {
    await expect(client.request(to('selfSigned'))).toHaveCertError('self signed')
    await expect(client.request(to('selfSigned'))).toHaveCertError('DEPTH_ZERO_SELF_SIGNED_CERT')
    await expect(client.request(to('expired'))).toHaveCertError(/has expired/)
    await expect(client.request(to('expired'), { verify: false })).toHaveCertError('expired')
    await expect(client.request(to('strict'))).not.toHaveCertError()
    await expect(client.request(to('selfSigned'))).rejects.toHaveCertError()
  })
  test('fails', async () => {
    expect(await message(expect(client.request(to('plain'))).toHaveCertError('expired'))).toMatchInlineSnapshot(`
      "expect(received).toHaveCertError(expected)
      Expected: a problem of the server's certificate: "expired"
      Received: no problem
      Why: The server's certificate was verified, and nothing was wrong with it. What to do: Check that the request went to the server with the faulty certificate, or correct the expectation.

        connection: localhost:<port>, <address>, TLSv1.3, TLS_AES_256_GCM_SHA384
        server's certificate: CN=localhost, issued by O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA, valid until <date>
        client certificate: the server never asked; the config offered "orders", CN=orders,O=Example
        answer: 200"
    `)
    expect(await message(expect(client.request(to('selfSigned'))).not.toHaveCertError())).toMatchInlineSnapshot(`
      "expect(received).not.toHaveCertError()
      Expected: no problem of the server's certificate
      Received: self-signed
      Why: We refused the server at localhost:<port> because its certificate (localhost) is self-signed and is not in the trusted certificates. What to do: Add that certificate to ca in the config if you trust it; otherwise give the server one that a CA issued.

        problem: self-signed (DEPTH_ZERO_SELF_SIGNED_CERT): CN=localhost is a self-signed certificate, and it is not trusted.
        connection: localhost:<port>, <address>, TLSv1.3, TLS_AES_256_GCM_SHA384
        server's certificate: CN=localhost, issued by CN=localhost, valid until <date>
        client certificate: the server never asked; the config offered "orders", CN=orders,O=Example
        error: DEPTH_ZERO_SELF_SIGNED_CERT"
    `)
    expect(await message(expect(client.request(to('selfSigned'))).toHaveCertError('expired'))).toMatchInlineSnapshot(`
      "expect(received).toHaveCertError(expected)
      Expected: a problem of the server's certificate: "expired"
      Received: another problem
      Why: We refused the server at localhost:<port> because its certificate (localhost) is self-signed and is not in the trusted certificates. What to do: Add that certificate to ca in the config if you trust it; otherwise give the server one that a CA issued.

        problem: self-signed (DEPTH_ZERO_SELF_SIGNED_CERT): CN=localhost is a self-signed certificate, and it is not trusted.
        connection: localhost:<port>, <address>, TLSv1.3, TLS_AES_256_GCM_SHA384
        server's certificate: CN=localhost, issued by CN=localhost, valid until <date>
        client certificate: the server never asked; the config offered "orders", CN=orders,O=Example
        error: DEPTH_ZERO_SELF_SIGNED_CERT"
    `)
  })
})

describe('toHaveServerCert', () => {
  test('holds', async () => {
    await expect(client.request(to('plain'))).toHaveServerCert({
      subjectAltNames: 'DNS:localhost',
      issuer: 'Internal CA',
    })
    await expect(client.request(to('plain'))).not.toHaveServerCert('CN=api.internal')
  })
  test('fails', async () => {
    expect(await message(expect(client.request(to('plain'))).toHaveServerCert('api.internal'))).toMatchInlineSnapshot(`
      "expect(received).toHaveServerCert(expected)
      Expected: a server certificate that fits "api.internal"
      Received: another certificate: CN=localhost
      Why: The server at localhost:<port> sent this certificate for the name localhost. What to do: Check that the request went to the right host, port and servername; otherwise correct the certificate of the server or the expectation.

        subject: CN=localhost
        subjectAltNames: DNS:localhost, IP:127.0.0.1, IP:::1
        connection: localhost:<port>, <address>, TLSv1.3, TLS_AES_256_GCM_SHA384
        server's certificate: CN=localhost, issued by O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA, valid until <date>
        client certificate: the server never asked; the config offered "orders", CN=orders,O=Example
        answer: 200"
    `)
    expect(
      await message(expect(client.request(to('plain'))).not.toHaveServerCert('DNS:localhost')),
    ).toMatchInlineSnapshot(`
      "expect(received).not.toHaveServerCert(expected)
      Expected: no server certificate that fits "DNS:localhost"
      Received: CN=localhost
      Why: The server sent this certificate. What to do: Change the certificate of the server, or correct the expectation.

        connection: localhost:<port>, <address>, TLSv1.3, TLS_AES_256_GCM_SHA384
        server's certificate: CN=localhost, issued by O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA, valid until <date>
        client certificate: the server never asked; the config offered "orders", CN=orders,O=Example
        answer: 200"
    `)
  })
})

describe('toHaveServerCertValidFor and toHaveClientCertValidFor', () => {
  test('hold', async () => {
    const response = await client.request(to('strict'))
    expect(response).toHaveServerCertValidFor('7 days')
    expect(response).not.toHaveServerCertValidFor({ years: 100 })
    expect(response).toHaveClientCertValidFor('10%')
    expect(response).not.toHaveClientCertValidFor('100%')
    await expect(client.request(to('expired'))).not.toHaveServerCertValidFor('1 second')
    await expect(client.request(to('plain'))).not.toHaveClientCertValidFor('1 second')
  })
  test('fail', async () => {
    const response = client.request(to('strict'))
    expect(
      await message(expect(client.request(to('expired'))).toHaveServerCertValidFor('30 days')),
    ).toMatchInlineSnapshot(`
      "expect(received).toHaveServerCertValidFor(expected)
      Expected: the server's certificates to stay valid for "30 days"
      Received: CN=localhost does not
      Why: Every certificate of the chain counts, and 1 of 1 ends earlier. What to do: Renew this certificate of the server's chain.

        CN=localhost: valid until <date> (1 day ago)
        connection: localhost:<port>, <address>, TLSv1.3, TLS_AES_256_GCM_SHA384
        server's certificate: CN=localhost, issued by O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA, valid until <date>
        client certificate: the server never asked; the config offered "orders", CN=orders,O=Example
        error: CERT_HAS_EXPIRED"
    `)
    expect(await message(expect(response).not.toHaveServerCertValidFor('7 days'))).toMatchInlineSnapshot(`
      "expect(received).not.toHaveServerCertValidFor(expected)
      Expected: the server's certificates not to stay valid for "7 days"
      Received: the whole chain does
      Why: Every certificate of the chain is valid for longer. What to do: Correct the expectation, or check that this is the certificate that was to be short-lived.

        CN=localhost: valid until <date> (in <number> days)
        O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA: valid until <date> (in <number> days)
        connection: localhost:<port>, <address>, TLSv1.3, TLS_AES_256_GCM_SHA384
        server's certificate: CN=localhost, issued by O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA, valid until <date>
        client certificate: sent CN=orders,O=Example, issued by O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA, valid until <date>; the server asked for O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA
        answer: 200"
    `)
    expect(await message(expect(response).toHaveClientCertValidFor({ years: 100 }))).toMatchInlineSnapshot(`
      "expect(received).toHaveClientCertValidFor(expected)
      Expected: the client's certificates to stay valid for { years: 100 }
      Received: CN=orders,O=Example and O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA do not
      Why: Every certificate of the chain counts, and 2 of 2 end earlier. What to do: Renew these certificates of the client's chain.

        CN=orders,O=Example: valid until <date> (in <number> days)
        O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA: valid until <date> (in <number> days)
        connection: localhost:<port>, <address>, TLSv1.3, TLS_AES_256_GCM_SHA384
        server's certificate: CN=localhost, issued by O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA, valid until <date>
        client certificate: sent CN=orders,O=Example, issued by O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA, valid until <date>; the server asked for O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA
        answer: 200"
    `)
    expect(await message(expect(client.request(to('plain'))).toHaveClientCertValidFor('1 day'))).toMatchInlineSnapshot(`
      "expect(received).toHaveClientCertValidFor(expected)
      Expected: the client's certificates to stay valid for "1 day"
      Received: no client certificate was sent (not-requested)
      Why: The server at localhost:<port> never asked for a client certificate, so the client certificate CN=orders,O=Example from clientCertificates[0] ("orders") was not sent. What to do: Let the server ask for client certificates on this host and port (nginx: ssl_verify_client; Node: requestCert), or check that the request goes to the right port.

        connection: localhost:<port>, <address>, TLSv1.3, TLS_AES_256_GCM_SHA384
        server's certificate: CN=localhost, issued by O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA, valid until <date>
        client certificate: the server never asked; the config offered "orders", CN=orders,O=Example
        answer: 200"
    `)
    expect(await message(expect(response).not.toHaveClientCertValidFor('1 day'))).toMatchInlineSnapshot(`
      "expect(received).not.toHaveClientCertValidFor(expected)
      Expected: the client's certificates not to stay valid for "1 day"
      Received: the whole chain does
      Why: Every certificate of the chain is valid for longer. What to do: Correct the expectation, or check that this is the certificate that was to be short-lived.

        CN=orders,O=Example: valid until <date> (in <number> days)
        O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA: valid until <date> (in <number> days)
        connection: localhost:<port>, <address>, TLSv1.3, TLS_AES_256_GCM_SHA384
        server's certificate: CN=localhost, issued by O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA, valid until <date>
        client certificate: sent CN=orders,O=Example, issued by O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA, valid until <date>; the server asked for O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA
        answer: 200"
    `)
  })
})

describe('toHaveTlsVersion', () => {
  test('holds', async () => {
    await expect(client.request(to('strict'))).toHaveTlsVersion('TLSv1.3')
    await expect(client.request(to('old'))).toHaveTlsVersion({ atLeast: 'TLSv1.2', atMost: 'TLSv1.2' })
    await expect(client.request(to('old'))).not.toHaveTlsVersion('TLSv1.3')
  })
  test('fails', async () => {
    expect(
      await message(expect(client.request(to('old'))).toHaveTlsVersion({ atLeast: 'TLSv1.3' })),
    ).toMatchInlineSnapshot(`
      "expect(received).toHaveTlsVersion(expected)
      Expected: TLS version { atLeast: "TLSv1.3" }
      Received: TLSv1.2
      Why: The server chose TLSv1.2: it takes the highest version that both sides allow. What to do: Set minVersion or maxVersion in the config (or with the request), or change the versions that the server allows.

        connection: localhost:<port>, <address>, TLSv1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
        server's certificate: CN=localhost, issued by O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA, valid until <date>
        client certificate: sent CN=orders,O=Example, issued by O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA, valid until <date>; the server asked for O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA
        answer: 200"
    `)
    expect(await message(expect(client.request(to('old'))).not.toHaveTlsVersion('TLSv1.2'))).toMatchInlineSnapshot(`
      "expect(received).not.toHaveTlsVersion(expected)
      Expected: not TLS version "TLSv1.2"
      Received: TLSv1.2
      Why: The server chose TLSv1.2: it takes the highest version that both sides allow. What to do: Set minVersion or maxVersion in the config (or with the request), or change the versions that the server allows.

        connection: localhost:<port>, <address>, TLSv1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
        server's certificate: CN=localhost, issued by O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA, valid until <date>
        client certificate: sent CN=orders,O=Example, issued by O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA, valid until <date>; the server asked for O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA
        answer: 200"
    `)
  })
})

describe('toHaveCipher', () => {
  test('holds', async () => {
    await expect(client.request(to('strict'))).toHaveCipher(/^TLS_(AES|CHACHA20)/)
    await expect(client.request(to('old'))).toHaveCipher(/GCM|CHACHA20/)
    await expect(client.request(to('old'))).not.toHaveCipher('AES128-SHA')
  })
  test('fails', async () => {
    const ciphers = 'ECDHE-RSA-AES128-GCM-SHA256'
    expect(
      await message(expect(client.request(to('old'), { ciphers })).toHaveCipher('TLS_AES_128_GCM_SHA256')),
    ).toMatchInlineSnapshot(`
      "expect(received).toHaveCipher(expected)
      Expected: the cipher suite "TLS_AES_128_GCM_SHA256"
      Received: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 (OpenSSL: ECDHE-RSA-AES128-GCM-SHA256)
      Why: The server chose it among those that we offered. What to do: Set ciphers in the config (or with the request), or change the cipher suites that the server allows.

        connection: localhost:<port>, <address>, TLSv1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
        server's certificate: CN=localhost, issued by O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA, valid until <date>
        client certificate: sent CN=orders,O=Example, issued by O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA, valid until <date>; the server asked for O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA
        answer: 200"
    `)
    expect(
      await message(expect(client.request(to('old'), { ciphers })).not.toHaveCipher(ciphers)),
    ).toMatchInlineSnapshot(`
      "expect(received).not.toHaveCipher(expected)
      Expected: not the cipher suite "ECDHE-RSA-AES128-GCM-SHA256"
      Received: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 (OpenSSL: ECDHE-RSA-AES128-GCM-SHA256)
      Why: The server chose it among those that we offered. What to do: Set ciphers in the config (or with the request), or change the cipher suites that the server allows.

        connection: localhost:<port>, <address>, TLSv1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
        server's certificate: CN=localhost, issued by O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA, valid until <date>
        client certificate: sent CN=orders,O=Example, issued by O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA, valid until <date>; the server asked for O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA
        answer: 200"
    `)
  })
})

describe('toHaveTlsAlert', () => {
  test('holds', async () => {
    await expect(client.request(to('strict'), { clientCert: false })).toHaveTlsAlert('certificate required', {
      from: 'server',
    })
    await expect(client.request(to('strict'), { clientCert: false })).toHaveTlsAlert({ alert: 116, level: 'fatal' })
    await expect(client.request(to('plain'))).not.toHaveTlsAlert()
  })
  test('fails', async () => {
    const none = { clientCert: false } as const
    expect(await message(expect(client.request(to('plain'))).toHaveTlsAlert('unknown_ca'))).toMatchInlineSnapshot(`
      "expect(received).toHaveTlsAlert(expected)
      Expected: a TLS alert: "unknown_ca"
      Received: no alert
      Why: Neither side sent an alert on this connection. What to do: Check that the request does what the other side is to refuse; a server may also close the connection without an alert, or answer over HTTP (toHaveRejectedClientCert tells).

        connection: localhost:<port>, <address>, TLSv1.3, TLS_AES_256_GCM_SHA384
        server's certificate: CN=localhost, issued by O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA, valid until <date>
        client certificate: the server never asked; the config offered "orders", CN=orders,O=Example
        answer: 200"
    `)
    expect(await message(expect(client.request(to('strict'), none)).not.toHaveTlsAlert())).toMatchInlineSnapshot(`
      "expect(received).not.toHaveTlsAlert()
      Expected: no TLS alert
      Received: certificate_required (116), fatal, from the server
      Why: The server at localhost:<port> refused the connection with the alert certificate_required (116) after it had asked for a client certificate and got none: the request was made with clientCert: false. What to do: Leave clientCert out of the request.

        connection: localhost:<port>, <address>, TLSv1.3, TLS_AES_256_GCM_SHA384
        server's certificate: CN=localhost, issued by O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA, valid until <date>
        client certificate: none sent; the server asked for O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA
        alert: certificate_required (116), fatal, from the server
        error: ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED"
    `)
  })
})

describe('toHaveResumedSession', () => {
  test('holds', async () => {
    const resuming = lab.clientWith({ resumption: true })
    await expect(resuming.request(to('closing'))).not.toHaveResumedSession()
    const response = await resuming.request(to('closing'))
    expect(response).toHaveResumedSession()
    // Nothing is sent on such a connection, whatever the first one did.
    expect(response).not.toHaveSentClientCert()
    await expect(resuming.request(to('closing'), { fresh: true })).not.toHaveResumedSession()
    await expect(client.request(to('strict'))).not.toHaveResumedSession()
  })
  test('fails', async () => {
    expect(await message(expect(client.request(to('plain'))).toHaveResumedSession())).toMatchInlineSnapshot(`
      "expect(received).toHaveResumedSession()
      Expected: a resumed session
      Received: a full handshake
      Why: A session is resumed only on a new connection, after an earlier one to the same server with the same identity, and only with resumption: true. What to do: Set resumption: true at the top level of the config, and let the server give sessions (TLS 1.3: tickets).

        connection: localhost:<port>, <address>, TLSv1.3, TLS_AES_256_GCM_SHA384
        server's certificate: CN=localhost, issued by O=Internal CA,L=Kathmandu,ST=Bagmati,C=NP,CN=Internal CA, valid until <date>
        client certificate: the server never asked; the config offered "orders", CN=orders,O=Example
        answer: 200"
    `)
    const resuming = lab.clientWith({ resumption: true })
    await resuming.request(to('closing'))
    expect(await message(expect(resuming.request(to('closing'))).not.toHaveResumedSession())).toMatchInlineSnapshot(`
      "expect(received).not.toHaveResumedSession()
      Expected: no resumed session
      Received: resumed
      Why: An earlier connection to this server left a session, and resumption is switched on. What to do: Take resumption: true out of the config, or pass fresh: true with the request.

        connection: localhost:<port>, <address>, TLSv1.3, TLS_AES_256_GCM_SHA384, resumed
        server's certificate: none came
        client certificate: the session was resumed: nothing asked, nothing sent; the config offered "orders", CN=orders,O=Example
        answer: 200"
    `)
  })
})
