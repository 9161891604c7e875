import { describe, expect, test } from 'vitest'
import type { CertificateProblemClass } from '../../src/tls/handshake.ts'
import { classAliases } from '../../src/verification/class-aliases.ts'
import { opensslVerifyCodes } from '../../src/verification/openssl-verify-codes.ts'
import { classOfNodeError, problemClassOf } from '../../src/verification/problem-class-of.ts'
import { opensslWordings } from './openssl-wordings.ts'

test.each(Object.entries(classAliases))('%s and its aliases name the class', (name, aliases) => {
  for (const text of [name, ...aliases]) expect(problemClassOf(text), text).toEqual({ class: name })
})

test.each([
  'self-signed',
  'Self Signed',
  'SELF_SIGNED',
  'selfsigned',
  'self-signed certificate',
  'Self Signed Certificate',
])('case, hyphens, spaces and a trailing "certificate" do not matter: %s', (text) => {
  expect(problemClassOf(text)).toEqual({ class: 'self-signed' })
})

test('the table has every code of OpenSSL 3.0, and a problem of each class that a code can name', () => {
  expect(opensslVerifyCodes.slice(0, 94).map(({ number }) => number)).toEqual(
    Array.from({ length: 94 }, (_, i) => i + 1),
  )
  const named = new Set(opensslVerifyCodes.map((row) => row.class))
  const all = Object.keys(classAliases) as CertificateProblemClass[]
  // OpenSSL has no code of its own for a chain with a gap.
  expect(all.filter((name) => !named.has(name))).toEqual(['incomplete-chain'])
})

test.each(opensslVerifyCodes)('OpenSSL $number $name', ({ number, name, message, class: problemClass }) => {
  for (const text of [name, `X509_V_ERR_${name}`, name.toLowerCase(), `${number}`]) {
    expect(problemClassOf(text), text).toEqual({ class: problemClass, code: name })
  }
  for (const text of [message, message.toUpperCase(), `error ${number} at 0 depth lookup: ${message}`]) {
    expect(problemClassOf(text), text).toMatchObject({ class: problemClass })
  }
  expect(classOfNodeError({ code: 'UNSPECIFIED', message })).toBe(problemClass)
})

test.each(opensslWordings)('%s in the words of OpenSSL %s', (problemClass, _, messages) => {
  for (const message of messages) {
    expect(problemClassOf(message), message).toMatchObject({ class: problemClass })
    expect(classOfNodeError({ code: 'UNSPECIFIED', message }), message).toBe(problemClass)
  }
})

test.each(['1.1.1', '3.0', '3.5', '4.0'])('OpenSSL %s has words for every class but one', (release) => {
  const worded = new Set(opensslWordings.flatMap(([name, releases]) => (releases.includes(release) ? [name] : [])))
  expect(Object.keys(classAliases).filter((name) => !worded.has(name as CertificateProblemClass))).toEqual([
    'incomplete-chain',
  ])
})

test.each<[string, CertificateProblemClass]>([
  [
    "Hostname/IP does not match certificate's altnames: Host: a. is not in the cert's altnames: DNS:b",
    'hostname-mismatch',
  ],
  [
    'unable to verify the first certificate; if the root CA is installed locally, try running Node.js with --use-system-ca',
    'unknown-issuer',
  ],
  ['verify error:num=10:certificate has expired', 'expired'],
])('a wording of Node and of the openssl command: %s', (message, problemClass) => {
  expect(problemClassOf(message)).toMatchObject({ class: problemClass })
  expect(classOfNodeError({ message })).toBe(problemClass)
})

describe('what is not known', () => {
  test.each([
    ['self-singed', 'self-signed'],
    ['signed by self', 'self-signed'],
    ['expird', 'expired'],
    ['hostname-missmatch', 'hostname-mismatch'],
    ['CERT_HAS_EXPIERD', 'CERT_HAS_EXPIRED'],
    ['unable to get issuer certificat', 'unable to get issuer certificate'],
  ])('%s: did you mean %s', (text, suggestion) => {
    expect(problemClassOf(text)).toEqual({ unknown: true, suggestion })
  })

  test.each(['', 'banana', '???', '4711', '[object Object]'])('%j: no suggestion', (text) => {
    expect(problemClassOf(text)).toEqual({ unknown: true })
  })

  test('an error of Node that is not about a certificate', () => {
    expect(classOfNodeError({ code: 'ECONNRESET', message: 'read ECONNRESET' })).toBe('other')
  })
})

test('a code wins over a message, unless it says nothing', () => {
  expect(classOfNodeError({ code: 'CERT_HAS_EXPIRED', message: '' })).toBe('expired')
  expect(classOfNodeError({ code: 'UNSPECIFIED', message: 'permitted subtree violation' })).toBe('name-constraint')
  expect(classOfNodeError({ code: 'ERR_TLS_CERT_ALTNAME_INVALID', message: '' })).toBe('hostname-mismatch')
})
