import { expect, test } from 'vitest'
import type { Finding } from '../../src/verification/check.ts'
import { withNodeError } from '../../src/verification/node-error.ts'

const codes = ['CERT_HAS_EXPIRED']
const expired: Finding = { class: 'expired', message: 'CN=a has expired.', position: 0, depth: 0, codes }
const above: Finding = { class: 'expired', message: 'CN=b has expired.', position: 1, depth: 1, codes }

test('the code goes to the problem that OpenSSL came to last, with the wording', () => {
  const joined = withNodeError([above, expired], { code: 'CERT_HAS_EXPIRED', message: 'certificate has expired' })
  expect(joined).toEqual([
    above,
    { ...expired, code: 'CERT_HAS_EXPIRED', message: 'CN=a has expired (certificate has expired).' },
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

test('the advice that newer versions of Node give is left out', () => {
  const advice = '; if the root CA is installed locally, try running Node.js with --use-system-ca'
  const error = { code: 'CERT_HAS_EXPIRED', message: `certificate has expired${advice}` }
  expect(withNodeError([expired], error)[0]?.message).toBe('CN=a has expired (certificate has expired).')
  expect(withNodeError([], error)[0]?.message).toBe('Node refused the certificate: certificate has expired.')
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
