import { expect, test } from 'vitest'
import type { CertificateProblem } from '../../src/tls/handshake.ts'
import { withNodeError } from '../../src/verification/node-error.ts'

const expired: CertificateProblem = { class: 'expired', message: 'CN=a has expired.', position: 0 }
const above: CertificateProblem = { class: 'expired', message: 'CN=b has expired.', position: 1 }

test('the code goes to the first problem of its class, with the wording', () => {
  const joined = withNodeError([above, expired], { code: 'CERT_HAS_EXPIRED', message: 'certificate has expired' })
  expect(joined).toEqual([
    { ...above, code: 'CERT_HAS_EXPIRED', message: 'CN=b has expired (certificate has expired).' },
    expired,
  ])
})

test('a message that is only the code, or that is said already, is not repeated', () => {
  expect(withNodeError([expired], { code: 'CERT_HAS_EXPIRED', message: 'CERT_HAS_EXPIRED' })).toEqual([
    { ...expired, code: 'CERT_HAS_EXPIRED' },
  ])
  expect(withNodeError([expired], { code: 'CERT_HAS_EXPIRED', message: 'has expired' })[0]?.message).toBe(
    expired.message,
  )
})

test('UNSPECIFIED is resolved by its message, where that is known', () => {
  expect(withNodeError([], { code: 'UNSPECIFIED', message: 'excluded subtree violation' })).toMatchObject([
    { class: 'name-constraint', code: 'EXCLUDED_VIOLATION' },
  ])
  expect(withNodeError([], { code: 'UNSPECIFIED', message: 'something new' })).toMatchObject([
    { class: 'other', code: 'UNSPECIFIED', message: 'Node refused the certificate: something new.' },
  ])
})

test('without an error nothing changes', () => {
  expect(withNodeError([expired, above], undefined)).toEqual([expired, above])
})
