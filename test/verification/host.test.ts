import { X509Certificate } from 'node:crypto'
import { checkServerIdentity, type PeerCertificate } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { name, primitive, sequence } from '../../fixtures/der.ts'
import { readCertificate } from '../../src/tls/certificate.ts'
import { findProblems } from '../../src/verification/find-problems.ts'
import { nameWarnings } from '../../src/verification/name-warnings.ts'
import { makeChain, soundDraft } from './chain-draft.ts'

/** Names as `Certificate.subjectAltNames` has them; `CN` is the common name. */
function certificateFor(...names: string[]): { der: Buffer; ca: X509Certificate[] } {
  const draft = soundDraft(0)
  const [leaf] = draft.parts
  const alternative = names.filter((one) => !one.startsWith('CN:')).map(generalName)
  leaf!.subjectAltName = alternative.length > 0 ? sequence(...alternative) : undefined
  leaf!.name = name(
    ...names.filter((one) => one.startsWith('CN:')).map((one) => ['CN', one.slice(3)] as [string, string]),
  )
  const { chain, ca } = makeChain(draft)
  return { der: chain[0]!, ca: ca.map((pem) => new X509Certificate(pem)) }
}

function generalName(written: string): Buffer {
  const [kind = '', value = ''] = written.split(/:(.*)/s)
  if (kind === 'IP') return primitive(7, Buffer.from(value.split('.').map(Number)))
  return primitive({ DNS: 2, URI: 6, email: 1 }[kind] ?? 0, Buffer.from(value))
}

function problemsFor(host: string, names: string[]): string[] {
  const { der, ca } = certificateFor(...names)
  const problems = findProblems({ chain: [der], host, at: new Date(), trusted: false, trustAnchors: ca })
  // Node's own function, with its own reading of the certificate, is the measure.
  const legacy = new X509Certificate(der).toLegacyObject() as PeerCertificate
  expect(problems.length > 0).toBe(checkServerIdentity(host, legacy) !== undefined)
  return problems.map(({ class: problemClass, message }) => `${problemClass}: ${message}`)
}

describe('is for the host', () => {
  test.each([
    ['api.example', 'DNS:api.example'],
    ['API.Example', 'DNS:api.EXAMPLE'],
    ['api.example.', 'DNS:api.example'],
    ['a.lab.example', 'DNS:*.lab.example'],
    ['api.lab.example', 'DNS:a*.lab.example'],
    ['api.lab.example', 'DNS:*i.lab.example'],
    ['api.lab.example', 'DNS:a*i.lab.example'],
    ['192.0.2.1', 'IP:192.0.2.1'],
    ['api.example', 'CN:api.example'],
    ['a.lab.example', 'CN:*.lab.example'],
    ['api.example', 'CN:api.example', 'IP:192.0.2.1', 'URI:https://other.example/', 'email:a@other.example'],
    ['b.example', 'CN:a.example', 'CN:b.example'],
  ])('%s: %s', (host, ...names) => {
    expect(problemsFor(host, names)).toEqual([])
  })
})

describe('is not for the host', () => {
  test.each([
    ['lab.example', 'DNS:*.lab.example'],
    ['a.b.lab.example', 'DNS:*.lab.example'],
    ['a.b.lab.example', 'DNS:a.*.lab.example'],
    ['a.lab.example', 'DNS:xn--*.lab.example'],
    ['a.lab.example', 'DNS:a**.lab.example'],
    ['lab.example', 'DNS:*.example'],
    ['api.example', 'DNS:other.example', 'CN:api.example'],
    ['192.0.2.1', 'DNS:192.0.2.1'],
    ['192.0.2.1', 'CN:192.0.2.1'],
    ['192.0.2.1', 'IP:192.0.2.10'],
    ['api.example', 'URI:https://api.example'],
    ['api.example'],
  ])('%s: %s', (host, ...names) => {
    expect(problemsFor(host, names)).toEqual([expect.stringContaining('hostname-mismatch: ')])
  })

  test('and says what it is for', () => {
    expect(problemsFor('api.example', ['IP:192.0.2.1', 'CN:other.example'])).toEqual([
      'hostname-mismatch: CN=other.example is not for api.example: it is for IP:192.0.2.1, and its common name is other.example.',
    ])
    expect(problemsFor('api.example', ['DNS:other.example', 'CN:api.example'])).toEqual([
      'hostname-mismatch: CN=api.example is not for api.example: it is for DNS:other.example.',
    ])
  })
})

describe('a warning', () => {
  const warnings = (host: string, ...names: string[]) =>
    nameWarnings(readCertificate(certificateFor(...names).der), host)

  test('where Node has taken the common name', () => {
    expect(warnings('api.example', 'CN:api.example')).toEqual([
      'CN=api.example has no DNS name: Node took its common name for api.example, other clients do not (RFC 9525). Issue it with the subject alternative name DNS:api.example.',
    ])
  })

  test.each([
    ['a DNS name', 'api.example', 'DNS:api.example', 'CN:api.example'],
    ['another host', 'other.example', 'CN:api.example'],
    ['an address', '192.0.2.1', 'IP:192.0.2.1', 'CN:api.example'],
    ['no name at all', 'api.example'],
  ])('not with %s', (_, host, ...names) => {
    expect(warnings(host, ...names)).toEqual([])
  })
})
