import { expect, test } from 'vitest'
import { matchers } from '../../src/matchers/index.ts'
import { alert, certificate, handshake, serverCertificate } from '../judgement/evidence-builder.ts'
import { messageOf } from './message-of.ts'

expect.extend(matchers)

type AnyMatcher = Record<string, (...args: unknown[]) => void>

/** Every matcher, with something to expect. */
const calls: Record<keyof typeof matchers, unknown[]> = {
  toHaveSentClientCert: ['orders'],
  toHaveRequestedClientCert: [],
  toHaveRejectedClientCert: [],
  toHaveCertError: ['expired'],
  toHaveServerCert: ['api.internal'],
  toHaveServerCertValidFor: ['30 days'],
  toHaveClientCertValidFor: ['30 days'],
  toHaveServerChain: [['CN=api.internal']],
  toHaveAlpn: ['h2'],
  toHaveKeyExchange: ['X25519'],
  toHaveStapledOcsp: [],
  toHaveTlsVersion: ['TLSv1.3'],
  toHaveCipher: ['TLS_AES_128_GCM_SHA256'],
  toHaveTlsAlert: ['unknown_ca'],
  toHaveResumedSession: [],
}

const nothing = {
  status: 'unknown' as const,
  protocol: undefined as never,
  cipher: undefined as never,
  group: undefined as never,
  alpn: undefined as never,
  server: [],
  seen: undefined,
}
const failed = (code: string, of: object) =>
  Object.assign(new Error('it failed'), { name: 'HandshakeError', code, handshake: of })

/** A handshake that nobody verified. */
const unverified = (facts: object) => {
  const made = handshake({ ...nothing, ...facts })
  return { ...made, verification: { ...made.verification, trusted: false } }
}

/** Of each kind of what cannot be told, and the remedy that goes with it. */
const subjects: [string, object, RegExp, string[]][] = [
  ['nothing was read', unverified({}), / Try with fresh: true; if it stays so, report it /, []],
  [
    'the record ends before the ServerHello',
    failed(
      'ECONNRESET',
      unverified({
        capture: { complete: false, reason: 'the record ends before the server answered the ClientHello' },
      }),
    ),
    / closed the connection before it answered the first message of TLS\. Check that the port speaks TLS, /,
    ['toHaveRejectedClientCert'],
  ],
]

for (const [what, subject, remedy, told] of subjects) {
  const trusted = Object.entries(calls).filter(([name]) => !told.includes(name))
  test.each(trusted)(`${what}: %s tells so in both polarities, and what to do`, (name, args) => {
    const plain = messageOf(() => (expect(subject) as unknown as AnyMatcher)[name]!(...args))
    const negated = messageOf(() => (expect(subject).not as unknown as AnyMatcher)[name]!(...args))
    expect(negated).toBe(plain)
    expect(plain).toMatch(new RegExp(`^${name}\\(\\) cannot tell (?:wh|how|the)`))
    expect(plain).toMatch(remedy)
    expect(plain).toMatch(/\.$/)
    expect(plain).not.toMatch(/undefined|\.\.|: \./)
  })
}

test.each([
  ['toHaveServerCert', ['a']],
  ['toHaveServerChain', [['a']]],
  ['toHaveServerCertValidFor', ['1 day']],
  ['toHaveStapledOcsp', []],
])('a resumed session: %s says how to see a full handshake', (name, args) => {
  const resumed = handshake({ status: 'resumed', server: [] })
  for (const assertion of [expect(resumed), expect(resumed).not])
    expect(messageOf(() => (assertion as unknown as AnyMatcher)[name]!(...args))).toMatch(
      / the session was resumed, .* To see a full handshake, pass fresh: true with the request, or take resumption: true out of the config\.$/,
    )
})

test('an alert that may be about something else names the cause and what to do', () => {
  const subject = failed('ECONNRESET', handshake({ status: 'sent', alerts: [alert(80, 'internal_error')] }))
  for (const assertion of [expect(subject), expect(subject).not])
    expect(messageOf(() => assertion.toHaveRejectedClientCert())).toMatch(
      /^toHaveRejectedClientCert\(\) cannot tell whether the alert internal_error \(80\) is about the client certificate: it is likely, .* Compare the certificate's issuer/,
    )
})

test('a connection that was never begun: both polarities name the cause and what to do', () => {
  const refused = { name: 'ConnectionError', message: 'connect ECONNREFUSED', code: 'ECONNREFUSED' }
  for (const [name, args] of Object.entries(calls)) {
    for (const assertion of [expect(refused), expect(refused).not])
      expect(() => (assertion as unknown as AnyMatcher)[name]!(...args)).toThrow(TypeError)
  }
})

test('every matcher is among them', () => {
  expect(Object.keys(calls).sort()).toEqual(Object.keys(matchers).sort())
})

const issuing = certificate({ subject: 'CN=Issuing,O=Lab', issuer: 'CN=Root,O=Lab', isCA: true })

test.each([
  ['the whole name', { issuer: 'CN=Root,O=Lab' }],
  ['its common name', { issuer: 'Root' }],
  ['a RegExp', { issuer: /Root/ }],
  ['with the subject', { subject: 'CN=api.internal', issuer: 'CN=Root' }],
])('the root expected as the issuer of the leaf, %s: what is between is named', (_, expected) => {
  const server = handshake({ server: [serverCertificate({ issuer: 'CN=Issuing,O=Lab' }), issuing] })
  const client = handshake({
    status: 'sent',
    chain: [certificate({ issuer: 'CN=Issuing,O=Lab', subject: 'CN=api.internal' }), issuing],
  })
  const messages = [
    messageOf(() => expect(server).toHaveServerCert(expected)),
    messageOf(() => expect(client).toHaveSentClientCert(expected)),
  ]
  for (const message of messages) {
    expect(message).toContain(
      'Why: CN=Root,O=Lab is above the issuer of this certificate: CN=Issuing,O=Lab has issued it, and CN=Root,O=Lab has issued CN=Issuing,O=Lab. What to do: Expect the issuer "CN=Issuing,O=Lab"; what is above it is no part of this certificate.',
    )
  }
  expect(server).not.toHaveServerCert(expected)
})

test('an issuer that is nowhere above is another certificate', () => {
  const server = handshake({ server: [serverCertificate({ issuer: 'CN=Issuing,O=Lab' }), issuing] })
  expect(messageOf(() => expect(server).toHaveServerCert({ issuer: 'CN=Other' }))).not.toContain('is above the issuer')
})
