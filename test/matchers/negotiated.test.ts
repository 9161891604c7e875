import { describe, expect, test } from 'vitest'
import { matchers } from '../../src/matchers/index.ts'
import { alert, certificate, handshake, serverCertificate } from '../judgement/evidence-builder.ts'
import { messageOf } from './message-of.ts'

expect.extend(matchers)

type Untyped = Record<keyof typeof matchers, (...args: unknown[]) => void>

const untyped = (subject: unknown) => expect(subject) as unknown as Untyped & { not: Untyped }

describe('toHaveAlpn', () => {
  const { alpn: _, ...none } = handshake()
  test('holds for the protocol, and for no other', () => {
    expect(handshake({ alpn: 'h2' })).toHaveAlpn('h2')
    expect(handshake({ alpn: 'h2' })).toHaveAlpn(/^h/)
    expect(handshake({ alpn: 'http/1.1' })).not.toHaveAlpn('h2')
    expect(none).not.toHaveAlpn('h2')
  })
  test('says what there was', () => {
    expect(messageOf(() => expect(handshake()).toHaveAlpn('h2'))).toMatchInlineSnapshot(`
      "expect(received).toHaveAlpn(expected)
      Expected: the application protocol "h2"
      Received: http/1.1
      Why: The server chose it among those that we offered. What to do: Set http2 in the config (or with the request), or change the protocols that the server offers.

        connection: api.internal:8443, 192.0.2.7, TLSv1.3, TLS_AES_128_GCM_SHA256
        server's certificate: CN=api.internal, issued by CN=Example CA,O=Example, valid until 2032-01-01
        client certificate: the server never asked"
    `)
    expect(messageOf(() => expect(handshake()).not.toHaveAlpn('http/1.1'))).toContain('Expected: not the application')
    expect(messageOf(() => expect(none).toHaveAlpn('h2'))).toContain('Received: none was agreed on')
  })
  test('cannot tell from a record that is not complete', () => {
    expect(() => expect({ ...none, capture: { complete: false } }).not.toHaveAlpn('h2')).toThrow('cannot tell')
  })
  test('needs a protocol, by its name', () => {
    expect(() => untyped(handshake()).toHaveAlpn()).toThrow(TypeError)
    const message = 'toHaveAlpn(): ALPN has no protocol "HTTP/2"; did you mean "h2"?'
    expect(() => untyped(handshake({ alpn: 'h2' })).toHaveAlpn('HTTP/2')).toThrow(message)
    expect(() => untyped(handshake()).not.toHaveAlpn('HTTP/2')).toThrow(message)
  })
})

describe('toHaveKeyExchange', () => {
  test.each(['X25519', 'x25519', /25519$/, expect.stringContaining('255')])('x25519 fits %o', (group) => {
    expect(handshake({ group: 'x25519' })).toHaveKeyExchange(group)
  })
  test.each(['secp256r1', 'P-256', 'prime256v1', /^P-/, expect.stringMatching('prime')])(
    'secp256r1 fits %o',
    (group) => {
      expect(handshake({ group: 'secp256r1' })).toHaveKeyExchange(group)
    },
  )
  test('no other fits', () => {
    expect(handshake({ group: 'X25519MLKEM768' })).toHaveKeyExchange('X25519MLKEM768')
    expect(handshake({ group: 'x25519' })).not.toHaveKeyExchange('X25519MLKEM768')
    expect(handshake({ group: 'secp256r1' })).not.toHaveKeyExchange(expect.not.stringContaining('prime'))
  })
  test('a cipher suite without a key exchange has none', () => {
    const { group: _, ...rsa } = handshake({ protocol: 'TLSv1.2', cipher: 'TLS_RSA_WITH_AES_128_GCM_SHA256' })
    expect(rsa).not.toHaveKeyExchange('X25519')
    expect(messageOf(() => expect(rsa).toHaveKeyExchange('X25519'))).toContain('whoever gets its key')
  })
  test('cannot tell where the group was not read', () => {
    const { group: _, ...unread } = handshake()
    expect(() => expect(unread).not.toHaveKeyExchange('X25519')).toThrow('cannot tell the group of the key exchange')
    expect(() => expect({ ...unread, resumed: true }).not.toHaveKeyExchange('X25519')).toThrow('its keys go on')
  })
  test('says what there was', () => {
    expect(messageOf(() => expect(handshake({ group: 'secp256r1' })).toHaveKeyExchange('X25519'))).toMatch(
      /Expected: a key exchange with "X25519"\nReceived: secp256r1 \(also called P-256, prime256v1\)/,
    )
  })
  test('a name that no group has, throws', () => {
    expect(() => untyped(handshake()).not.toHaveKeyExchange('X2551')).toThrow('did you mean "x25519"')
  })
})

describe('toHaveServerChain', () => {
  const issuing = certificate({ subject: 'CN=Issuing CA', isCA: true, keyUsage: ['keyCertSign', 'cRLSign'] })
  const chained = handshake({ server: [serverCertificate(), issuing] })
  test('holds for these certificates in this order alone', () => {
    expect(chained).toHaveServerChain(['CN=api.internal', { subject: 'CN=Issuing CA', isCA: true }])
    expect(chained).not.toHaveServerChain(['CN=api.internal'])
    expect(chained).not.toHaveServerChain(['CN=Issuing CA', 'CN=api.internal'])
    expect(chained).not.toHaveServerChain(['CN=api.internal', 'CN=Issuing CA', 'CN=Root'])
  })
  test('says what was sent', () => {
    const message = messageOf(() => expect(chained).toHaveServerChain(['CN=api.internal', 'CN=Other', 'CN=Root']))
    expect(message).toContain('Expected: the chain "CN=api.internal" ← "CN=Other" ← "CN=Root"')
    expect(message).toContain('Received: CN=api.internal ← CN=Issuing CA\n')
    expect(message).toContain('\n  [1] subject: CN=Issuing CA\n')
    expect(message).toContain('Why: The server sent 2 certificates, and 3 are expected.')
  })
  test('cannot tell where no certificate was read', () => {
    expect(() => expect(handshake({ server: [] })).not.toHaveServerChain(['CN=a'])).toThrow('cannot tell')
  })
  test.each([[[]], ['CN=a'], [[undefined]], [[{ subjekt: 'CN=a' }]]])('refuses %o', (expected) => {
    expect(() => untyped(chained).not.toHaveServerChain(expected)).toThrow(TypeError)
  })
})

describe('fields of certificates', () => {
  const own = certificate({
    keyType: 'RSA',
    keyBits: 3072,
    keyUsage: ['digitalSignature', 'keyEncipherment'],
    extensions: { '1.2.3.4': '0c026f6b', '2.5.29.15': '030205a0' },
  })
  const subject = handshake({ status: 'sent', chain: [own] })
  test.each([
    { keyType: 'rsa' },
    { keyBits: 3072 },
    { keyBits: expect.any(Number) },
    { keyUsage: 'digitalSignature' },
    { keyUsage: ['keyEncipherment', 'digitalSignature'] },
    { extensions: { '1.2.3.4': true, '1.2.3.5': false } },
    { extensions: { '1.2.3.4': '0C:02:6F:6B' } },
    { extensions: { '1.2.3.4': /6f6b$/ } },
    { extensions: expect.objectContaining({ '2.5.29.15': '030205a0' }) },
  ])('fit %o', (expected) => {
    expect(subject).toHaveSentClientCert(expected)
  })
  test.each([
    { keyType: 'EC' },
    { keyBits: 2048 },
    { keyUsage: 'keyCertSign' },
    { keyUsage: ['digitalSignature'] },
    { extensions: { '1.2.3.4': false } },
    { extensions: { '1.2.3.5': true } },
    { extensions: { '1.2.3.4': '0c026f6c' } },
  ])('do not fit %o', (expected) => {
    expect(subject).not.toHaveSentClientCert(expected)
  })
  test('only the extensions that were asked for are shown', () => {
    const message = messageOf(() => expect(subject).toHaveSentClientCert({ extensions: { '1.2.3.5': true } }))
    expect(message).toContain('received {"1.2.3.5":"none"}')
  })
  test.each([
    { keyBits: '3072' },
    { extensions: {} },
    { extensions: { serverAuth: true } },
    { extensions: { '1.2': 3 } },
  ])('refuse %o', (expected) => {
    expect(() => untyped(subject).not.toHaveSentClientCert(expected)).toThrow(TypeError)
  })
})

describe('atMost', () => {
  const made = (days: number) =>
    handshake({
      status: 'sent',
      chain: [
        certificate({
          validFrom: '2030-01-01T00:00:00.000Z',
          validTo: new Date(Date.UTC(2030, 0, 1 + days)).toISOString(),
        }),
      ],
      server: [serverCertificate({ validFrom: '2020-01-01T00:00:00.000Z', validTo: '2021-02-02T00:00:00.000Z' })],
    })
  test('is about the whole life of the leaf', () => {
    expect(made(90)).toHaveClientCertValidFor({ atMost: '90 days' })
    expect(made(91)).not.toHaveClientCertValidFor({ atMost: { days: 90 } })
    expect(made(1)).toHaveServerCertValidFor({ atMost: '398 days' })
    expect(made(1)).not.toHaveServerCertValidFor({ atMost: '397 days' })
  })
  test('says how long it is', () => {
    const message = messageOf(() => expect(made(1)).toHaveServerCertValidFor({ atMost: '90 days' }))
    expect(message).toContain(`Expected: the server's certificate to be made for at most "90 days"`)
    expect(message).toContain('Received: CN=api.internal is made for 398 days')
  })
  test.each([{ atMost: '33%' }, { atMost: '3 fortnights' }, { atMost: '3 days', days: 3 }, { atMost: undefined }])(
    'refuses %o',
    (expected) => {
      expect(() => untyped(made(1)).not.toHaveServerCertValidFor(expected)).toThrow(TypeError)
    },
  )
})

describe('toHaveTlsAlert, after another alert', () => {
  const refused = handshake({ status: 'unknown', alerts: [alert(40, 'handshake_failure')] })
  test('does not hold', () => {
    expect(refused).not.toHaveTlsAlert('protocol_version')
    expect(messageOf(() => expect(refused).toHaveTlsAlert('protocol_version'))).toContain('Received: other alerts: ')
    expect(refused).not.toHaveTlsAlert('protocol_version', { from: 'server' })
  })
  test('cannot tell what the other side said', () => {
    expect(() => expect(refused).not.toHaveTlsAlert({ from: 'client' })).toThrow('cannot tell')
    const warned = { ...refused, alerts: [{ ...alert(100, 'no_renegotiation'), level: 'warning' as const }] }
    expect(() => expect(warned).not.toHaveTlsAlert('protocol_version')).toThrow('cannot tell')
  })
})
