import { expect, test } from 'vitest'
import type { CertificateFields } from '../../src/matchers/certificate-expectation.ts'
import { matchers } from '../../src/matchers/index.ts'
import { handshake } from '../diagnosis/evidence-builder.ts'

expect.extend(matchers)

const subject = handshake({ status: 'sent' })

test('what is typed, holds', async () => {
  const fields: CertificateFields = {
    subject: 'CN=orders',
    issuer: expect.stringContaining('CA'),
    validTo: new Date('2032-01-01'),
  }
  expect(subject).toHaveSentClientCert(fields)
  expect(subject).toHaveTlsVersion({ atLeast: 'TLSv1.2' })
  await expect(Promise.resolve(subject)).toHaveSentClientCert()
  await (expect(Promise.resolve(subject)).resolves.toHaveSentClientCert() satisfies Promise<void>)
  expect([subject]).toEqual([expect.toHaveSentClientCert('orders')])
})

test('what the types refuse, throws', () => {
  // @ts-expect-error no field of a certificate
  expect(() => expect(subject).toHaveSentClientCert({ subjct: 'CN=orders' })).toThrow(TypeError)
  // @ts-expect-error a number is no name
  expect(() => expect(subject).toHaveServerCert(7)).toThrow(TypeError)
  // @ts-expect-error something is expected of the server's certificate
  expect(() => expect(subject).toHaveServerCert()).toThrow(TypeError)
  // @ts-expect-error no unit of time
  expect(() => expect(subject).toHaveServerCertValidFor('2 fortnights')).toThrow(TypeError)
  // @ts-expect-error no version
  expect(() => expect(subject).toHaveTlsVersion('TLSv1.4')).toThrow(TypeError)
  // @ts-expect-error no way to refuse
  expect(() => expect(subject).toHaveRejectedClientCert({ via: 'mail' })).toThrow(TypeError)
  // @ts-expect-error no side
  expect(() => expect(subject).toHaveTlsAlert({ from: 'nobody' })).toThrow(TypeError)
})
