import { expect, test } from 'vitest'
import { refusalOf } from '../../src/judgement/refusal.ts'
import { alert, evidence, failure, handshake } from './evidence-builder.ts'

const closed = failure('ECONNRESET')

test.each([
  ['an alert about a certificate', handshake({ status: 'sent', alerts: [alert(48, 'unknown_ca')] }), closed, 'alert'],
  [
    'that alert where the rest was not read',
    handshake({ status: 'unknown', alerts: [alert(116, 'certificate_required')] }),
    closed,
    'alert',
  ],
  [
    'handshake_failure after an empty Certificate',
    handshake({ status: 'empty', alerts: [alert(40, 'handshake_failure')] }),
    closed,
    'alert',
  ],
  ['a close after the certificate', handshake({ status: 'sent' }), closed, 'close'],
  ['400 after the certificate', handshake({ status: 'sent' }), { status: 400 }, 'http'],
  ['496 after an empty Certificate', handshake({ status: 'empty' }), { status: 496 }, 'http'],
])('%s refuses', (_, connection, facts, via) => {
  expect(refusalOf(evidence(connection, facts))).toMatchObject({ via })
})

test.each([
  ['no request for a certificate', handshake({ alerts: [alert(40, 'handshake_failure')] }), closed],
  [
    'an alert of the client',
    handshake({ status: 'sent', alerts: [alert(48, 'unknown_ca', 'client')] }),
    { status: 200 },
  ],
  ['an alert about something else', handshake({ status: 'sent', alerts: [alert(80, 'internal_error')] }), closed],
  ['a good answer', handshake({ status: 'sent' }), { status: 200 }],
  ['404', handshake({ status: 'sent' }), { status: 404 }],
  ['403 from a server that did not ask', handshake(), { status: 403 }],
  ['a timeout', handshake({ status: 'sent' }), failure('ETIMEDOUT')],
  ['a connection that breaks later', handshake({ status: 'sent' }), failure('ECONNRESET', 'reset', 'ConnectionError')],
  [
    'our own refusal',
    handshake({
      status: 'sent',
      problems: [{ class: 'expired', code: 'CERT_HAS_EXPIRED', message: 'It has expired.' }],
    }),
    failure('CERT_HAS_EXPIRED'),
  ],
  ['a resumed session', handshake({ status: 'resumed' }), { status: 403 }],
])('%s does not refuse the client certificate', (_, connection, facts) => {
  expect(refusalOf(evidence(connection, facts))).toBeUndefined()
})

test('a close is the server’s, whatever else may be wrong with its certificate', () => {
  const problems = [{ class: 'weak-key' as const, message: 'It is short.' }]
  expect(refusalOf(evidence(handshake({ status: 'sent', problems }), closed))).toEqual({ via: 'close' })
})

test('nobody can tell when the record is not whole, or when a handshake comes without its outcome', () => {
  expect(refusalOf(evidence(handshake({ status: 'unknown' }), closed))).toBe('unknown')
  expect(refusalOf(evidence(handshake({ status: 'sent' })))).toBe('unknown')
})
