import { describe, expect, test } from 'vitest'
import { attachEvidence } from '../../src/evidence/evidence.ts'
import { matchers } from '../../src/matchers/index.ts'
import { certificate, evidence, explanation, handshake } from '../judgement/evidence-builder.ts'
import { messageOf } from './message-of.ts'

expect.extend(matchers)

const sent = handshake({ status: 'sent', configured: 'orders' })

describe('the name of the certificate', () => {
  test.each([
    'orders',
    'CN=orders',
    'cn = Orders',
    'O=Example,CN=orders',
    'CN = orders, O = Example',
    '/O=Example/CN=orders',
    /^CN=orders,/,
    expect.stringContaining('orders'),
    expect.objectContaining({ issuer: 'CN=Example CA,O=Example', name: 'orders' }),
    { name: 'orders' },
    { subject: 'CN=orders', issuer: 'Example CA', serialNumber: '0a:01', fingerprint256: 'aabbcc' },
    { extendedKeyUsage: 'clientAuth', subjectAltNames: [], validTo: new Date('2032-01-01'), isCA: false },
  ])('fits %o', (expected) => {
    expect(sent).toHaveSentClientCert(expected)
  })

  test.each([
    'order',
    'CN=orders,O=Other',
    'CN=Example',
    'CN=orders,CN=orders',
    /^Example/,
    expect.not.stringContaining('orders'),
    { name: 'billing' },
    { subject: 'CN=orders', issuer: 'CN=Other CA' },
    { extendedKeyUsage: [] },
    { isCA: true },
  ])('does not fit %o', (expected) => {
    expect(sent).not.toHaveSentClientCert(expected)
  })

  test('is the name in the config only when the certificate on the wire is that entry’s', () => {
    const other = certificate({ subject: 'CN=other', fingerprint256: '00:11' })
    expect(handshake({ status: 'sent', configured: 'orders', chain: [other] })).not.toHaveSentClientCert('orders')
  })

  test('may have escapes, in either form', () => {
    const chain = [certificate({ subject: 'CN=Smith\\, J\\C3\\B6rg,O=A \\2B B' })]
    expect(handshake({ status: 'sent', chain })).toHaveSentClientCert('O="A + B", CN=Smith\\2C Jörg')
  })
})

test('what is configured never counts as sent', () => {
  expect(handshake({ status: 'not-requested', configured: 'orders' })).not.toHaveSentClientCert()
  expect(handshake({ status: 'empty', configured: 'orders' })).not.toHaveSentClientCert()
  expect(handshake({ status: 'resumed', configured: 'orders' })).not.toHaveSentClientCert()
})

test('unknown is no answer, under not as well', () => {
  const unknown = handshake({ status: 'unknown' })
  const message =
    'toHaveSentClientCert() cannot tell whether a client certificate was sent on the connection to api.internal:8443: the key log was missing. Try with fresh: true; if it stays so, report it with the protocol and the cipher suite of the connection.'
  expect(messageOf(() => expect(unknown).toHaveSentClientCert())).toBe(message)
  expect(messageOf(() => expect(unknown).not.toHaveSentClientCert())).toBe(message)
})

test('an expectation that says nothing, or that no certificate can fit, throws', () => {
  for (const wrong of [undefined, null, '', {}, [], 7, { subject: undefined }, { isCA: 'yes' }]) {
    expect(() => expect(sent).not.toHaveSentClientCert(wrong as string)).toThrow(TypeError)
  }
  expect(messageOf(() => expect(sent).toHaveSentClientCert({ subjct: 'CN=orders' } as object))).toBe(
    'TypeError: toHaveSentClientCert(): a certificate has no field "subjct"; did you mean "subject"?',
  )
})

describe('messages', () => {
  test('the server never asked', () => {
    const subject = handshake({ configured: 'orders' })
    expect(messageOf(() => expect(subject).toHaveSentClientCert('orders'))).toMatchInlineSnapshot(`
      "expect(received).toHaveSentClientCert(expected)
      Expected: a client certificate sent that fits "orders"
      Received: no client certificate: the server never asked for one
      Why: The server at api.internal:8443 never asked for a client certificate, so the client certificate CN=orders,O=Example from certs/orders.crt was not sent. What to do: Let the server ask for client certificates on this host and port (nginx: ssl_verify_client; Node: requestCert), or check that the request goes to the right port.

        connection: api.internal:8443, 192.0.2.7, TLSv1.3, TLS_AES_128_GCM_SHA256
        server's certificate: CN=api.internal, issued by CN=Example CA,O=Example, valid until 2032-01-01
        client certificate: the server never asked; the config offered "orders", CN=orders,O=Example"
    `)
  })
  test('another certificate', () => {
    expect(
      messageOf(() => expect(sent).toHaveSentClientCert({ subject: 'CN=billing', isCA: true })),
    ).toMatchInlineSnapshot(`
      "expect(received).toHaveSentClientCert(expected)
      Expected: a client certificate sent that fits { subject: "CN=billing", isCA: true }
      Received: another client certificate: CN=orders,O=Example
      Why: The server asked for a client certificate, and the one of certs/orders.crt went out. What to do: Correct the expectation, or the entry of the config that applies to this host and port.

        subject: expected "CN=billing", received "CN=orders,O=Example"
        isCA: expected true, received false
        connection: api.internal:8443, 192.0.2.7, TLSv1.3, TLS_AES_128_GCM_SHA256
        server's certificate: CN=api.internal, issued by CN=Example CA,O=Example, valid until 2032-01-01
        client certificate: sent CN=orders,O=Example, issued by CN=Example CA,O=Example, valid until 2032-01-01; the server asked for one of any issuer"
    `)
  })
  test('a name that nearly is one of the config', () => {
    const response = new Response('')
    const applied = {
      path: 'clientCertificates[0]',
      name: 'orders',
      host: '*',
      port: '*' as const,
      applies: true,
      reason: 'every host, any port',
    }
    attachEvidence(response, evidence(sent, { status: 200, explanation: { ...explanation([]), applied } }))
    expect(messageOf(() => expect(response).toHaveSentClientCert('ordres'))).toContain(
      'Did you mean "orders", the name of clientCertificates[0]?',
    )
  })
  test('not', () => {
    expect(messageOf(() => expect(sent).not.toHaveSentClientCert('orders'))).toMatchInlineSnapshot(`
      "expect(received).not.toHaveSentClientCert(expected)
      Expected: no client certificate sent that fits "orders"
      Received: sent: CN=orders,O=Example
      Why: The server asked for a client certificate, and the one of certs/orders.crt went out. What to do: Pass clientCert: false with the request if none is to be sent, or correct the entry of the config.

        connection: api.internal:8443, 192.0.2.7, TLSv1.3, TLS_AES_128_GCM_SHA256
        server's certificate: CN=api.internal, issued by CN=Example CA,O=Example, valid until 2032-01-01
        client certificate: sent CN=orders,O=Example, issued by CN=Example CA,O=Example, valid until 2032-01-01; the server asked for one of any issuer"
    `)
  })
})
