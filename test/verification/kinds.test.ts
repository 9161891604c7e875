import { describe, expect, test } from 'vitest'
import { constructed, der, extension, name, objectIdentifier, primitive, sequence } from '../../fixtures/der.ts'
import { requireProgram } from '../../fixtures/programs.ts'
import type { CertificateProblem } from '../../src/tls/handshake.ts'
import { compareVerdicts } from './agreement-round.ts'
import { authority, type Draft, dnsNames, makeChain, soundDraft } from './chain-draft.ts'
import { readsLooseTimes } from './chain-faults.ts'

const day = 86_400_000
const fromNow = (days: number): Date => new Date(Date.now() + days * day)

type Expected = Partial<CertificateProblem> & Pick<CertificateProblem, 'class'>
type Kind = [kind: string, change: (draft: Draft) => void, ...expected: Expected[]]

/** A leaf, two intermediates and a root that is trusted and not sent. */
const [leaf, lower, upper, root] = [0, 1, 2, 3] as const
const inChain = (place: number): Pick<CertificateProblem, 'subject' | 'position'> => ({
  subject: ['CN=Leaf,O=Lab', 'CN=Intermediate 1,O=Lab', 'CN=Intermediate 2,O=Lab'][place]!,
  position: place,
})
const inCa = { subject: 'CN=Root,O=Lab', place: 'in ca' }

const constraint = (draft: Draft, place: number, permitted: Buffer[], excluded: Buffer[] = []): void => {
  const subtrees = (number: number, names: Buffer[]): Buffer[] =>
    names.length > 0 ? [constructed(number, ...names.map((one) => sequence(one)))] : []
  const value = sequence(...subtrees(0, permitted), ...subtrees(1, excluded))
  draft.parts[place]!.more.push(extension('2.5.29.30', value, true))
}

const lists = (places: number[], change: object = {}): NonNullable<Draft['lists']> =>
  places.map((place) => ({
    place,
    revoked: [],
    thisUpdate: fromNow(-1),
    nextUpdate: fromNow(1),
    damaged: false,
    ...change,
  }))

/** An intermediate with the name of the root, between the root and the others. */
const rollover = (draft: Draft): void => {
  const { commonName, name } = draft.parts[root]!
  draft.parts.splice(root, 0, { ...authority(commonName), name })
  draft.unsent = new Set([root + 1])
  draft.trusted = new Set([root + 1])
}

const timeWithoutSeconds: Kind = [
  'a time without seconds',
  (draft) => {
    draft.parts[lower]!.notAfter = der(0x17, Buffer.from('4001010000Z'))
  },
  { class: 'malformed', code: 'ERROR_IN_CERT_NOT_AFTER_FIELD', ...inChain(lower) },
]

const kinds: Kind[] = [
  ['nothing', () => {}],
  [
    'the root that was not sent has expired',
    (draft) => {
      draft.parts[root]!.notAfter = fromNow(-1)
    },
    {
      class: 'expired',
      code: 'CERT_HAS_EXPIRED',
      ...inCa,
      message: expect.stringContaining('CN=Root,O=Lab in ca has'),
    },
  ],
  [
    'an intermediate is for clients',
    (draft) => {
      draft.parts[upper]!.extendedKeyUsage = ['1.3.6.1.5.5.7.3.2']
    },
    { class: 'wrong-purpose', ...inChain(upper) },
  ],
  [
    'an intermediate without basic constraints: one problem',
    (draft) => {
      draft.parts[lower]!.basicConstraints = undefined
    },
    { class: 'not-a-ca', code: 'INVALID_CA', ...inChain(lower) },
  ],
  [
    'the root without basic constraints and key usage: one problem',
    (draft) => {
      draft.parts[root]!.basicConstraints = undefined
      draft.parts[root]!.keyUsage = undefined
    },
    { class: 'not-a-ca', code: 'INVALID_PURPOSE', ...inCa },
  ],
  [
    'the root is not there',
    (draft) => {
      draft.trusted.clear()
    },
    {
      class: 'unknown-issuer',
      subject: 'CN=Root,O=Lab',
      message: expect.stringContaining('the issuer of CN=Intermediate 2,O=Lab, is neither in the chain nor trusted'),
    },
  ],
  [
    'the one in the middle is not there',
    (draft) => {
      draft.unsent.add(upper)
    },
    { class: 'unknown-issuer', subject: 'CN=Intermediate 2,O=Lab' },
  ],
  [
    'a self-issued authority does not count for the path length',
    (draft) => {
      rollover(draft)
      draft.parts[root + 1]!.basicConstraints = { isCA: true, pathLength: 2 }
    },
  ],
  [
    'the others do',
    (draft) => {
      draft.parts[root]!.basicConstraints = { isCA: true, pathLength: 1 }
    },
    { class: 'path-too-long', ...inCa },
  ],
  [
    'a self-issued authority may have a name that is not permitted',
    (draft) => {
      draft.parts[leaf]!.name = name(['O', 'Below'], ['CN', 'Leaf'])
      draft.parts[lower]!.name = name(['O', 'Below'], ['CN', 'Intermediate 1'])
      draft.parts[upper]!.name = name(['O', 'Below'], ['CN', 'Intermediate 2'])
      rollover(draft)
      constraint(draft, root + 1, [constructed(4, name(['O', 'BELOW', 0x13]))])
    },
  ],
  [
    'a name that is not permitted',
    (draft) => constraint(draft, upper, [primitive(2, Buffer.from('lab.example'))]),
    { class: 'name-constraint', code: 'PERMITTED_VIOLATION', ...inChain(leaf) },
  ],
  [
    'a common name that is not permitted, where there is no DNS name',
    (draft) => {
      draft.host = 'api.other.example'
      draft.parts[leaf]!.subjectAltName = undefined
      draft.parts[leaf]!.name = name(['CN', 'api.other.example'])
      draft.parts[leaf]!.commonName = 'api.other.example'
      constraint(draft, upper, [primitive(2, Buffer.from('lab.example'))])
    },
    { class: 'name-constraint', subject: 'CN=api.other.example', position: 0 },
  ],
  [
    'more names and constraints than OpenSSL compares',
    (draft) => {
      const many = (count: number) => Array.from({ length: count }, (_, index) => `n${index}.lab.example`)
      draft.parts[leaf]!.subjectAltName = dnsNames('localhost', ...many(1100))
      constraint(
        draft,
        upper,
        [],
        many(1000).map((one) => primitive(2, Buffer.from(`x.${one}`))),
      )
    },
    { class: 'name-constraint', code: 'UNSPECIFIED', ...inChain(leaf) },
  ],
  [
    'a critical authority key identifier',
    (draft) => {
      draft.parts[lower]!.authorityKeyIdentifier = 'none'
      draft.parts[lower]!.more.push(extension('2.5.29.35', sequence(), true))
    },
    { class: 'unhandled-extension', ...inChain(lower), message: expect.stringContaining('must not be critical') },
  ],
  [
    'the serial number of another issuer certificate',
    (draft) => {
      draft.parts[upper]!.authorityKeyIdentifier = 'other-serial'
    },
    {
      class: 'unknown-issuer',
      subject: 'CN=Root,O=Lab',
      message: expect.stringContaining('the certificate in ca with that name has another serial number'),
    },
  ],
  [
    'a root with the same name and another key',
    (draft) => {
      draft.trusted.clear()
      draft.strangers = 1
      draft.parts[upper]!.authorityKeyIdentifier = 'none'
    },
    { class: 'bad-signature', ...inChain(upper) },
  ],
  [
    'the same extension twice',
    (draft) => {
      draft.malformed = true
      draft.parts[leaf]!.more.push(extension('2.5.29.37', sequence(objectIdentifier('1.3.6.1.5.5.7.3.1'))))
    },
    { class: 'malformed', ...inChain(leaf) },
    { class: 'unknown-issuer', subject: 'CN=Intermediate 1,O=Lab' },
  ],
  [
    'subject alternative names that are none',
    (draft) => {
      draft.malformed = true
      draft.parts[leaf]!.subjectAltName = Buffer.from('no names')
    },
    { class: 'malformed', ...inChain(leaf) },
    { class: 'unknown-issuer', subject: 'CN=Intermediate 1,O=Lab' },
    { class: 'hostname-mismatch', ...inChain(leaf) },
  ],
  [
    'an issuer whose key cannot be read',
    (draft) => {
      draft.malformed = true
      draft.parts[upper]!.key = 'unreadable'
    },
    {
      class: 'unknown-issuer',
      subject: 'CN=Intermediate 2,O=Lab',
      message: expect.stringContaining('the certificate in the chain (number 2) with that name has a key that OpenSSL'),
    },
    { class: 'malformed', ...inChain(upper), message: expect.stringContaining('its public key cannot be read') },
  ],
  [
    'two algorithms of one signature',
    (draft) => {
      draft.malformed = true
      draft.parts[lower]!.signature.outerAlgorithm = sequence(objectIdentifier('1.2.840.10045.4.3.3'))
    },
    { class: 'malformed', ...inChain(lower) },
    { class: 'bad-signature', ...inChain(lower) },
  ],
  ...(readsLooseTimes ? [timeWithoutSeconds] : []),
  [
    'a curve that is written out',
    (draft) => {
      draft.parts[upper]!.key = 'explicit'
    },
    { class: 'malformed', code: 'EC_KEY_EXPLICIT_PARAMS', ...inChain(upper) },
  ],
  [
    'a revoked intermediate',
    (draft) => {
      draft.lists = lists([lower, upper, root]).map((list) => ({
        ...list,
        revoked: list.place === upper ? [lower] : [],
      }))
    },
    { class: 'revoked', code: 'CERT_REVOKED', ...inChain(lower) },
  ],
  [
    'no list of one issuer, and a revoked leaf',
    (draft) => {
      draft.lists = lists([lower, root]).map((list) => ({ ...list, revoked: list.place === lower ? [leaf] : [] }))
    },
    { class: 'revoked', ...inChain(leaf) },
    { class: 'crl-unavailable', ...inChain(lower) },
  ],
  [
    'lists that have expired',
    (draft) => {
      draft.lists = lists([lower, upper, root], { nextUpdate: fromNow(-0.5) })
    },
    { class: 'crl-unavailable', ...inChain(leaf) },
    { class: 'crl-unavailable', ...inChain(lower) },
    { class: 'crl-unavailable', ...inChain(upper) },
    { class: 'crl-unavailable', code: 'CRL_HAS_EXPIRED', ...inCa },
  ],
  [
    'many at once',
    (draft) => {
      draft.parts[leaf]!.notAfter = fromNow(-1)
      draft.parts[leaf]!.subjectAltName = dnsNames('other.example')
      draft.parts[lower]!.extendedKeyUsage = ['1.3.6.1.5.5.7.3.2']
      draft.parts[upper]!.signature.hash = 'sha1'
    },
    { class: 'expired', ...inChain(leaf) },
    { class: 'hostname-mismatch', ...inChain(leaf) },
    { class: 'wrong-purpose', ...inChain(lower) },
    { class: 'weak-signature', ...inChain(upper) },
  ],
]

describe.skipIf(requireProgram('openssl'))('the whole list, as OpenSSL and Node have it', () => {
  test.each(kinds)('%s', async (_, change, ...expected) => {
    const draft = soundDraft(2)
    change(draft)
    const { problems, disagreements } = await compareVerdicts(makeChain(draft))
    expect(problems).toMatchObject(expected)
    expect(disagreements).toEqual([])
  })
})
