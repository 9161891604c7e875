import { describe, expect, test } from 'vitest'
import { matchers } from '../../src/matchers/index.ts'
import type { Handshake } from '../../src/tls/handshake.ts'
import { cipherSuites } from '../../src/tls/registry/cipher-suites.ts'
import { alert, certificate, handshake, serverCertificate } from '../judgement/evidence-builder.ts'
import { messageOf } from './message-of.ts'

expect.extend(matchers)

const untyped = (subject: unknown) =>
  expect(subject) as unknown as Record<keyof typeof matchers, (...args: unknown[]) => void>
const day = 86_400_000
const fromNow = (days: number) => new Date(Date.now() + days * day).toISOString()

describe('toHaveRequestedClientCert', () => {
  const asked = handshake({
    status: 'sent',
    protocol: 'TLSv1.2',
    authorities: ['CN=A,O=Example', 'CN=B'],
    signatureAlgorithms: ['ed25519'],
    certificateTypes: ['rsa_sign', 'ecdsa_sign'],
  })
  test.each([
    { authorities: 'O=Example,CN=A' },
    { authorities: 'B' },
    { authorities: ['B', /^CN=A/] },
    { authorities: expect.arrayContaining(['CN=B']) },
    { authorities: expect.stringContaining('Example') },
    { authorities: expect.not.stringContaining('Other') },
    { signatureAlgorithms: ['ed25519'], certificateTypes: 'ECDSA_SIGN' },
  ])('fits %o', (expected) => {
    expect(asked).toHaveRequestedClientCert(expected)
  })
  test.each([
    { authorities: [] },
    { authorities: ['CN=A'] },
    { authorities: 'CN=C' },
    { authorities: ['CN=A', 'CN=A'] },
    { authorities: expect.not.stringContaining('Example') },
    { authorities: 'CN=A', signatureAlgorithms: 'ed448' },
  ])('does not fit %o', (expected) => {
    expect(asked).not.toHaveRequestedClientCert(expected)
  })
  test('a request that was read counts, whatever became of the answer', () => {
    const { clientCertificate, ...rest } = handshake({ status: 'unknown' })
    const request = { authorities: [], signatureAlgorithms: [] }
    const subject = { ...rest, clientCertificate: { ...clientCertificate, request } }
    expect(subject).toHaveRequestedClientCert({ authorities: [] })
    expect(() => expect(handshake({ status: 'unknown' })).not.toHaveRequestedClientCert()).toThrow('cannot tell')
    expect(handshake({ status: 'resumed' })).not.toHaveRequestedClientCert()
  })
})

describe('toHaveRejectedClientCert', () => {
  const subject = Object.assign(new Error('refused'), {
    name: 'HandshakeError',
    code: 'ECONNRESET',
    handshake: handshake({ status: 'sent', alerts: [alert(48, 'unknown_ca')] }),
  })
  test.each([
    { via: 'alert' as const },
    { alert: 'unknown CA' },
    { alert: 48 },
    { alert: /_ca$/ },
    { alert: expect.stringMatching('ca') },
  ])('fits %o', (expected) => {
    expect(subject).toHaveRejectedClientCert(expected)
  })
  test.each([
    { via: 'close' as const },
    { via: 'http' as const },
    { alert: 'bad_certificate' },
    { via: 'alert' as const, alert: 42 },
  ])('does not fit %o', (expected) => {
    expect(subject).not.toHaveRejectedClientCert(expected)
  })
  test('a handshake without its outcome is no answer', () => {
    expect(
      messageOf(() => expect(handshake({ status: 'sent', endedBy: undefined })).not.toHaveRejectedClientCert()),
    ).toBe(
      'toHaveRejectedClientCert() cannot tell from a handshake alone whether the server at api.internal:8443 answered: pass the response or the error.',
    )
    expect({ status: 403, handshake: handshake({ status: 'sent' }) }).toHaveRejectedClientCert({ via: 'http' })
    // Its end is an outcome.
    expect(handshake({ status: 'sent' })).toHaveRejectedClientCert({ via: 'close' })
  })
})

describe('toHaveCertError', () => {
  const faulty = handshake({
    problems: [
      { class: 'expired', code: 'CERT_HAS_EXPIRED', message: 'It has expired.' },
      { class: 'hostname-mismatch', message: 'It is for another host.' },
    ],
  })
  test.each([
    'expired',
    'Expired certificate',
    'CERT_HAS_EXPIRED',
    'certificate has expired',
    'hostname mismatch',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    /another host/,
    expect.stringContaining('expired'),
  ])('fits %o', (expected) => {
    expect(faulty).toHaveCertError(expected)
  })
  test.each(['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT', /revoked/, expect.stringContaining('revoked')])(
    'does not fit %o',
    (expected) => {
      expect(faulty).not.toHaveCertError(expected)
    },
  )
  test('a text that names no problem asks what was meant', () => {
    expect(messageOf(() => expect(faulty).not.toHaveCertError('self-singed'))).toBe(
      'TypeError: toHaveCertError(): "self-singed" is no class, code or known wording of a certificate problem; did you mean "self-signed"?',
    )
  })
  test('what nobody verified is no answer', () => {
    const { verification, ...rest } = handshake()
    const unverified = { ...rest, verification: { ...verification, trusted: false } }
    expect(() => expect(unverified).not.toHaveCertError()).toThrow('cannot tell')
  })
})

test('toHaveServerCert knows names of the subject and, with their prefix, alternative names', () => {
  const subject = handshake({
    server: [serverCertificate({ subjectAltNames: ['DNS:api.internal', 'DNS:*.lab.example'] })],
  })
  expect(subject).toHaveServerCert('api.internal')
  expect(subject).toHaveServerCert('DNS:API.internal')
  expect(subject).toHaveServerCert('*.lab.example')
  expect(subject).not.toHaveServerCert('lab.example')
  expect(subject).toHaveServerCert({ subjectAltNames: ['DNS:*.lab.example', 'DNS:api.internal'] })
  expect(subject).not.toHaveServerCert({ subjectAltNames: ['DNS:api.internal'] })
  expect(() => expect(handshake({ server: [] })).not.toHaveServerCert('api.internal')).toThrow('cannot tell')
  const resumed = handshake({ status: 'resumed', server: [] })
  expect(() => expect(resumed).not.toHaveServerCert('api.internal')).toThrow('the session was resumed')
  expect(() => expect(resumed).toHaveServerCertValidFor('1 day')).toThrow('the session was resumed')
  expect(() => untyped(subject).toHaveServerCert()).toThrow(TypeError)
})

describe('validity', () => {
  const lasting = (days: number, since = -30) => certificate({ validFrom: fromNow(since), validTo: fromNow(days) })
  const subject = handshake({ status: 'sent', chain: [lasting(60), lasting(10)], server: [lasting(90)] })
  test.each(['1 day', '9.9 days', '1 week', { days: 9, hours: 12 }, { minutes: 5 }, '24%', '0 days'] as const)(
    'lasts %o',
    (duration) => {
      expect(subject).toHaveClientCertValidFor(duration)
    },
  )
  test.each(['10.1 days', '2 weeks', { months: 1 }, '26%', '1 year'] as const)(
    'does not last %o, as the whole chain counts',
    (duration) => {
      expect(subject).not.toHaveClientCertValidFor(duration)
    },
  )
  test('of a certificate that is not valid yet, nothing is left', () => {
    expect(handshake({ server: [lasting(60, 1)] })).not.toHaveServerCertValidFor('1 second')
  })
  test.each([
    '',
    '30',
    '30 dayz',
    'thirty days',
    '101%',
    '-1 days',
    30,
    {},
    { days: -1 },
    { day: '1' },
    { fortnights: 1 },
    null,
  ])('%o is no duration', (duration) => {
    expect(() => untyped(subject).toHaveServerCertValidFor(duration)).toThrow(TypeError)
  })
})

describe('toHaveTlsVersion', () => {
  const subject = handshake({ protocol: 'TLSv1.2' })
  test.each(['TLSv1.2', 'tls 1.2', '1.2', /1\.[23]$/, { atLeast: 'TLSv1' }, { atLeast: 'TLSv1.2', atMost: 'TLSv1.2' }])(
    'fits %o',
    (expected) => {
      untyped(subject).toHaveTlsVersion(expected)
    },
  )
  test.each(['TLSv1.3', 'TLSv1', { atLeast: 'TLSv1.3' }, { atMost: 'TLSv1.1' }])('does not fit %o', (expected) => {
    expect(() => untyped(subject).toHaveTlsVersion(expected)).toThrow('Received: ')
  })
  test.each(['TLSv1.4', 'SSLv3', '', { min: 'TLSv1.2' }, { atLeast: 1.2 }, {}, undefined])(
    '%o is no version',
    (expected) => {
      expect(() => untyped(subject).toHaveTlsVersion(expected)).toThrow(TypeError)
    },
  )
})

test('toHaveCipher knows every suite by both its names', () => {
  for (const { iana, openssl } of cipherSuites()) {
    const subject = handshake({ cipher: iana })
    expect(subject).toHaveCipher(iana)
    expect(subject).toHaveCipher(openssl.toLowerCase())
  }
  expect(handshake()).not.toHaveCipher('ECDHE-RSA-AES128-GCM-SHA256')
  expect(messageOf(() => expect(handshake()).not.toHaveCipher('TLS_AES_128_GCM_SHA265'))).toBe(
    'TypeError: toHaveCipher(): no cipher suite is called "TLS_AES_128_GCM_SHA265"; did you mean "TLS_AES_128_GCM_SHA256"?',
  )
})

describe('toHaveTlsAlert', () => {
  const subject = handshake({
    alerts: [alert(48, 'unknown_ca'), { from: 'client', level: 'warning', code: 0, description: 'close_notify' }],
  })
  test.each([
    [],
    ['unknown_ca'],
    ['tlsv1 alert unknown ca'],
    [48],
    [/^unknown/],
    [{ from: 'server' }],
    ['unknown_ca', { from: 'server', level: 'fatal' }],
    ['close_notify'],
  ] as [expected?: string, options?: object][])('fits %o', (...args) => {
    expect(subject).toHaveTlsAlert(...args)
  })
  test.each([
    ['bad_certificate'],
    ['unknown_ca', { from: 'client' }],
    [{ from: 'client' }],
    [0, { from: 'server' }],
  ] as [expected: string, options?: object][])('does not fit %o', (...args) => {
    expect(subject).not.toHaveTlsAlert(...args)
  })
  test('to say goodbye is no error', () => {
    const closed: Handshake = handshake({
      alerts: [{ from: 'server', level: 'warning', code: 0, description: 'close_notify' }],
    })
    expect(closed).not.toHaveTlsAlert()
  })
  test('an alert that may have gone unread is no answer', () => {
    expect(() => expect(handshake({ status: 'unknown' })).not.toHaveTlsAlert()).toThrow('cannot tell which alerts')
  })
  test.each(['unknow_ca', 256, 1.5, {}, { alert: 'x' }, { from: 'nobody' }, null])('%o is no alert', (expected) => {
    expect(() => untyped(subject).toHaveTlsAlert(expected)).toThrow(TypeError)
  })
})

test('toHaveResumedSession', () => {
  expect(handshake({ status: 'resumed', server: [] })).toHaveResumedSession()
  expect(handshake()).not.toHaveResumedSession()
  expect(() => expect(handshake({ status: 'unknown', server: [] })).not.toHaveResumedSession()).toThrow('cannot tell')
})
