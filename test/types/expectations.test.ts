/** Types and behaviour agree: what is typed, holds, and what the types refuse, throws. */
import { expect, test } from 'vitest'
import { matchers } from '../../src/matchers/index.ts'
import type { Certificate, Handshake } from '../../src/request/index.ts'

expect.extend(matchers)

const day = 86_400_000
const orders: Certificate = {
  subject: 'CN=orders,O=Example',
  issuer: 'CN=Internal CA',
  serialNumber: '0A01',
  subjectAltNames: ['DNS:orders.internal'],
  validFrom: new Date(Date.now() - day).toISOString(),
  validTo: new Date(Date.now() + 90 * day).toISOString(),
  fingerprint256: 'AA:BB:CC',
  publicKey: 'EC P-256',
  keyType: 'EC',
  keyBits: 256,
  keyUsage: ['digitalSignature'],
  extensions: { '2.5.29.15': '03020780' },
  signatureAlgorithm: 'ecdsa-with-SHA256',
  extendedKeyUsage: ['clientAuth'],
  isCA: false,
  pem: '',
}
const subject: Handshake = {
  host: 'api.internal',
  port: 8443,
  protocol: 'TLSv1.3',
  cipher: 'TLS_AES_128_GCM_SHA256',
  resumed: false,
  clientCertificate: {
    status: 'sent',
    during: 'handshake',
    request: { authorities: ['CN=Internal CA'], signatureAlgorithms: ['ed25519'] },
    chain: [orders],
    proven: true,
  },
  serverCertificate: { chain: [{ ...orders, subject: 'CN=api.internal', subjectAltNames: ['DNS:api.internal'] }] },
  verification: {
    enabled: false,
    trusted: false,
    problems: [{ class: 'expired', code: 'CERT_HAS_EXPIRED', message: 'It has expired.' }],
  },
  alerts: [{ from: 'server', level: 'fatal', code: 48, description: 'unknown_ca' }],
  side: 'client',
  startedAt: new Date().toISOString(),
  durationMs: { tcp: 1, tls: 2 },
  capture: { complete: true },
}
const refused = Object.assign(new Error('refused'), { name: 'HandshakeError', handshake: subject })
const later = () => Promise.resolve(subject)

test('expectations that are typed, hold', () => {
  expect(subject).toHaveSentClientCert()
  expect(subject).toHaveSentClientCert('orders')
  expect(subject).toHaveSentClientCert(/^CN=orders/)
  expect(subject).toHaveSentClientCert(expect.stringContaining('orders'))
  expect(subject).toHaveSentClientCert({ subject: 'CN=orders', issuer: /CA$/, serialNumber: expect.any(String) })
  expect(subject).toHaveSentClientCert({ subjectAltNames: ['DNS:orders.internal'], extendedKeyUsage: 'clientAuth' })
  expect(subject).toHaveSentClientCert({ validTo: new Date(orders.validTo), isCA: false })
  expect(subject).toHaveRequestedClientCert()
  expect(subject).toHaveRequestedClientCert({ authorities: ['CN=Internal CA'], signatureAlgorithms: /^ed/ })
  expect(refused).toHaveRejectedClientCert()
  expect(refused).toHaveRejectedClientCert({ via: 'alert', alert: 'unknown_ca' })
  expect(refused).toHaveRejectedClientCert({ alert: 48 })
  expect(subject).toHaveCertError()
  expect(subject).toHaveCertError('expired')
  expect(subject).toHaveCertError('certificate has expired')
  expect(subject).toHaveCertError(/expired/)
  expect(subject).toHaveServerCert('api.internal')
  expect(subject).toHaveServerCert({ subjectAltNames: 'DNS:api.internal' })
  expect(subject).toHaveServerCertValidFor('30 days')
  expect(subject).toHaveServerCertValidFor({ weeks: 2, hours: 12 })
  expect(subject).toHaveClientCertValidFor('33%')
  expect(subject).toHaveTlsVersion('TLSv1.3')
  expect(subject).toHaveTlsVersion({ atLeast: 'TLSv1.2', atMost: 'TLSv1.3' })
  expect(subject).toHaveServerChain(['CN=api.internal'])
  expect(subject).toHaveServerChain([
    { keyType: 'EC', keyBits: 256, keyUsage: 'digitalSignature', extensions: { '2.5.29.15': true } },
  ])
  expect(subject).toHaveServerCertValidFor({ atMost: '398 days' })
  expect(subject).toHaveClientCertValidFor({ atMost: { days: 398 } })
  expect({ ...subject, alpn: 'h2' }).toHaveAlpn('h2')
  expect({ ...subject, group: 'x25519' }).toHaveKeyExchange('X25519')
  expect({ ...subject, ocsp: { status: 'good', thisUpdate: subject.startedAt, verified: true } }).toHaveStapledOcsp()
  expect(subject).toHaveCipher('TLS_AES_128_GCM_SHA256')
  expect(subject).toHaveCipher(/GCM/)
  expect(subject).toHaveTlsAlert()
  expect(subject).toHaveTlsAlert('unknown_ca', { from: 'server' })
  expect(subject).toHaveTlsAlert({ alert: 48, level: 'fatal' })
  expect(subject).not.toHaveResumedSession()
})

test('every way to ask is typed, and holds', async () => {
  await expect(later()).toHaveSentClientCert()
  await expect(later).not.toHaveResumedSession()
  await expect(later()).resolves.toHaveSentClientCert('orders')
  await expect(Promise.reject(refused)).rejects.not.toHaveResumedSession()
  await (expect(later()).resolves.toHaveSentClientCert() satisfies Promise<void>)
  await (expect(later()).toHaveSentClientCert() satisfies Promise<void>)
  await (expect(later).not.toHaveResumedSession() satisfies Promise<void>)
  // @ts-expect-error nothing to await
  void (expect(subject).toHaveSentClientCert() satisfies Promise<void>)
  expect.soft(subject).toHaveSentClientCert()
  await expect.poll(later).toHaveSentClientCert()
  expect({ handshake: subject }).toHaveSentClientCert()
})

test('expectations that the types refuse, throw', () => {
  const { not } = expect(subject)
  // @ts-expect-error no field of a certificate
  expect(() => not.toHaveSentClientCert({ subjct: 'CN=orders' })).toThrow(TypeError)
  // @ts-expect-error no text
  expect(() => not.toHaveSentClientCert({ serialNumber: 10 })).toThrow(TypeError)
  // @ts-expect-error no field of a CertificateRequest
  expect(() => not.toHaveRequestedClientCert({ issuers: [] })).toThrow(TypeError)
  // @ts-expect-error no way to refuse
  expect(() => not.toHaveRejectedClientCert({ via: 'mail' })).toThrow(TypeError)
  // @ts-expect-error a number is no problem
  expect(() => not.toHaveCertError(10)).toThrow(TypeError)
  // @ts-expect-error a number is no name
  expect(() => not.toHaveServerCert(7)).toThrow(TypeError)
  // @ts-expect-error something is expected of the server's certificate
  expect(() => not.toHaveServerCert()).toThrow(TypeError)
  // @ts-expect-error no unit of time
  expect(() => not.toHaveServerCertValidFor('2 fortnights')).toThrow(TypeError)
  // @ts-expect-error a number has no unit
  expect(() => not.toHaveClientCertValidFor(30)).toThrow(TypeError)
  // @ts-expect-error no version
  expect(() => not.toHaveTlsVersion('TLSv1.4')).toThrow(TypeError)
  // @ts-expect-error a cipher suite is expected
  expect(() => not.toHaveCipher()).toThrow(TypeError)
  // @ts-expect-error no side
  expect(() => not.toHaveTlsAlert({ from: 'nobody' })).toThrow(TypeError)
})
