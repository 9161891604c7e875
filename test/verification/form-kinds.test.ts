import { describe, expect, test } from 'vitest'
import {
  bitString,
  boolean,
  constructed,
  der,
  extension,
  integer,
  name,
  objectIdentifier,
  octetString,
  primitive,
  sequence,
} from '../../fixtures/der.ts'
import { requireProgram } from '../../fixtures/programs.ts'
import { agreedProblems } from './agreed-problems.ts'
import type { Draft, Part } from './chain-draft.ts'
import { add, both, constrains, dns, type Kind, leaf, lower, names, root, upper } from './kind-changes.ts'

const day = 86_400_000
const nothing = der(0x05)
const generalizedTime = (text: string) => der(0x18, Buffer.from(text))
const utcTime = (text: string) => der(0x17, Buffer.from(text))
const change = (place: number, facts: Partial<Part>) => (parts: Part[]) => {
  Object.assign(parts[place]!, facts)
}
/** An extension in place of the sound one; OpenSSL has no reason of its own for its form. */
const inPlaceOf =
  (place: number, field: keyof Part, identifier: string, value: Buffer) => (parts: Part[], draft: Draft) => {
    draft.malformed = true
    Object.assign(parts[place]!, { [field]: field === 'subjectKeyIdentifier' ? false : undefined })
    if (field === 'authorityKeyIdentifier') parts[place]!.authorityKeyIdentifier = 'none'
    parts[place]!.more.push(extension(identifier, value))
  }
/** One attribute of a string type: 12 UTF8String, 20 TeletexString, 30 BMPString. */
const commonName = (type: number, value: Buffer) =>
  sequence(der(0x31, sequence(objectIdentifier('2.5.4.3'), der(type, value))))
const uri = (value: string) => primitive(6, Buffer.from(value))
const point = (value: string) => constructed(0, constructed(0, uri(value)))
const flag = (number: number) => primitive(number, Buffer.of(0xff))

/** A revocation list of each authority; that of the lower intermediate has these extensions, and revokes these. */
const lists =
  (place: number, revoked: number[], ...extensions: Buffer[]) =>
  (_: Part[], draft: Draft) => {
    const current = { thisUpdate: new Date(Date.now() - day), nextUpdate: new Date(Date.now() + 9 * day) }
    draft.lists = [lower, upper, root].map((one) => ({
      ...{ place: one, damaged: false, ...current },
      ...(one === place ? { revoked, extensions } : { revoked: [] }),
    }))
  }
const scope = (...parts: Buffer[]) => extension('2.5.29.28', sequence(...parts), true)
const hasPoint = (value: string) => add(leaf, '2.5.29.31', sequence(sequence(point(value))))

/** RFC 3820: a leaf that its holder, no authority, signed for another; `pathLength` where there is one. */
const proxyInfo = (...pathLength: Buffer[]) =>
  extension('1.3.6.1.5.5.7.1.14', sequence(...pathLength, sequence(objectIdentifier('1.3.6.1.5.5.7.21.1'))), true)
const proxies = (...pathLengths: Buffer[][]) =>
  both((parts) => {
    parts[leaf]!.subjectAltName = undefined
    for (const [place, pathLength] of pathLengths.entries()) {
      parts[place]!.more.push(proxyInfo(...pathLength))
      Object.assign(parts[place + 1]!, { basicConstraints: { isCA: false }, keyUsage: '1' })
    }
  })
/** OpenSSL has no reason of its own for it. */
const unsaid = (_: Part[], draft: Draft) => {
  draft.malformed = true
}

const kinds: Kind[] = [
  // proxy certificates
  ['a proxy certificate', proxies([]), 'hostname-mismatch@0', 'other@0'],
  [
    'a proxy certificate that an authority issued',
    both(proxies([]), change(lower, { basicConstraints: { isCA: true }, keyUsage: '0000011' })),
    ...['hostname-mismatch@0', 'other@0', 'wrong-purpose@1'],
  ],
  [
    'a proxy certificate of one that signs nothing',
    both(proxies([]), change(lower, { keyUsage: '01' })),
    ...['hostname-mismatch@0', 'other@0', 'wrong-purpose@1'],
  ],
  [
    'more proxy certificates than one allows',
    proxies([], [integer(0)]),
    ...['hostname-mismatch@0', 'other@0', 'other@1', 'path-too-long@1'],
  ],
  ['as many proxy certificates as one allows', proxies([], [integer(1)]), 'hostname-mismatch@0', 'other@0', 'other@1'],
  [
    'a path length that counts no proxy certificate',
    both(proxies([]), change(upper, { basicConstraints: { isCA: true, pathLength: 0 } })),
    ...['hostname-mismatch@0', 'other@0'],
  ],
  [
    'a proxy certificate with alternative names',
    both(proxies([]), names(dns('localhost')), unsaid),
    ...['malformed@0', 'unknown-issuer@-', 'other@0'],
  ],
  [
    'a proxy certificate that is an authority',
    both((parts) => parts[lower]!.more.push(proxyInfo()), unsaid),
    ...['unknown-issuer@-', 'malformed@1'],
  ],
  [
    'a proxy certificate that says nothing',
    both(add(leaf, '1.3.6.1.5.5.7.1.14', Buffer.of(5, 0), true), unsaid),
    ...['malformed@0', 'unknown-issuer@-'],
  ],
  [
    'a constraint on names of EDI that are none',
    both(constrains(upper, [constructed(5, sequence())]), unsaid),
    ...['unknown-issuer@-', 'malformed@2'],
  ],
  // what revocation lists are about
  ['a list of users, for the leaf', lists(lower, [], scope(flag(1)))],
  ['a list of users, for an authority', lists(upper, [], scope(flag(1))), 'crl-unavailable@1'],
  ['a list of authorities, for the leaf', lists(lower, [], scope(flag(2))), 'crl-unavailable@0'],
  ['a list of attribute certificates', lists(lower, [], scope(flag(5))), 'crl-unavailable@0'],
  [
    'a list of attribute certificates that has the leaf',
    lists(lower, [leaf], scope(flag(5))),
    'revoked@0',
    'crl-unavailable@0',
  ],
  ['an indirect list', lists(lower, [], scope(flag(4))), 'crl-unavailable@0'],
  ['a list of some reasons', lists(lower, [], scope(primitive(3, Buffer.of(1, 0x20)))), 'crl-unavailable@0'],
  ['a list of one point', lists(lower, [], scope(point('http://a/1'))), 'crl-unavailable@0'],
  ['a list of the point of the leaf', both(hasPoint('http://a/1'), lists(lower, [], scope(point('http://a/1'))))],
  [
    'a list of another point',
    both(hasPoint('http://a/2'), lists(lower, [], scope(point('http://a/1')))),
    'crl-unavailable@0',
  ],
  ['a list with an unknown extension', lists(lower, [], extension('2.999.9', nothing))],
  [
    'a list with an unknown one, critical, that has the leaf',
    lists(lower, [leaf], extension('2.999.9', nothing, true)),
    'revoked@0',
    'crl-unavailable@0',
  ],
  [
    'a list of another key of that name',
    lists(lower, [], extension('2.5.29.35', sequence(primitive(0, Buffer.alloc(20, 7))))),
    'crl-unavailable@0',
  ],
  ['a list that has the leaf twice', lists(lower, [leaf, leaf]), 'revoked@0'],
  [
    'an issuer that may not sign lists',
    both(change(lower, { keyUsage: '000001' }), lists(lower, [])),
    'crl-unavailable@0',
  ],
  ['an issuer without key usage', both(change(lower, { keyUsage: undefined }), lists(lower, []))],
  // forms of times
  ['a GeneralizedTime where a UTCTime has to stand', change(leaf, { notBefore: generalizedTime('20200101000000Z') })],
  ['the end of all times', change(leaf, { notAfter: generalizedTime('99991231235959Z') })],
  ['a UTCTime of 1950', change(leaf, { notAfter: utcTime('500101000000Z') }), 'expired@0'],
  // forms of extensions
  ['no basic constraints at the leaf', change(leaf, { basicConstraints: undefined })],
  [
    'a default that is written out',
    both(change(leaf, { basicConstraints: undefined }), add(leaf, '2.5.29.19', sequence(boolean(false)), true)),
  ],
  [
    'basic constraints that are none',
    inPlaceOf(lower, 'basicConstraints', '2.5.29.19', nothing),
    'unknown-issuer@-',
    'malformed@1',
  ],
  [
    'a key usage of no bits',
    inPlaceOf(leaf, 'keyUsage', '2.5.29.15', bitString(Buffer.of(0))),
    'malformed@0',
    'unknown-issuer@-',
  ],
  [
    'purposes that are none',
    inPlaceOf(leaf, 'extendedKeyUsage', '2.5.29.37', nothing),
    'malformed@0',
    'unknown-issuer@-',
  ],
  [
    "an identifier of the subject's key that is none",
    inPlaceOf(lower, 'subjectKeyIdentifier', '2.5.29.14', nothing),
    'unknown-issuer@-',
    'malformed@1',
  ],
  [
    "an identifier of the issuer's key that is none",
    inPlaceOf(leaf, 'authorityKeyIdentifier', '2.5.29.35', nothing),
    'malformed@0',
    'unknown-issuer@-',
  ],
  [
    'another key as that of the subject',
    both(change(lower, { subjectKeyIdentifier: false }), add(lower, '2.5.29.14', octetString(Buffer.alloc(20, 9)))),
    'unknown-issuer@-',
  ],
  ...['1.3.6.1.5.5.7.1.7', '1.3.6.1.5.5.7.1.8', '2.5.29.31'].map(
    (identifier): Kind => [
      `an extension ${identifier} that is none`,
      (parts, draft) => {
        draft.malformed = true
        parts[leaf]!.more.push(extension(identifier, nothing))
      },
      'malformed@0',
      'unknown-issuer@-',
    ],
  ),
  ['policies that are none', add(leaf, '2.5.29.32', nothing, true)],
  ['a certificate of version 1 in the middle', change(lower, { version: 1 }), 'not-a-ca@1'],
  ["Netscape's type for clients", add(leaf, '2.16.840.1.113730.1.1', bitString(Buffer.of(0x80))), 'wrong-purpose@0'],
  ["Netscape's type for servers", add(leaf, '2.16.840.1.113730.1.1', bitString(Buffer.of(0x40)))],
  ['a pre-certificate', add(leaf, '1.3.6.1.4.1.11129.2.4.3', nothing, true), 'unhandled-extension@0'],
  [
    'two algorithms that differ in their parameters',
    (parts, draft) => {
      draft.malformed = true
      parts[leaf]!.signature = { outerAlgorithm: sequence(objectIdentifier('1.2.840.10045.4.3.2'), nothing) }
    },
    'malformed@0',
    'bad-signature@0',
  ],
  // forms of names
  ['an address alone', names(primitive(7, Buffer.of(127, 0, 0, 1))), 'hostname-mismatch@0'],
  ['a URI alone', names(uri('https://localhost/')), 'hostname-mismatch@0'],
  ['a text that looks like two names', names(dns('a, DNS:localhost')), 'hostname-mismatch@0'],
  ['a name in two bytes a letter', change(lower, { name: commonName(30, Buffer.from('\0L\0a\0b')) })],
  ['a name of Teletex', change(lower, { name: commonName(20, Buffer.from('Lab')) })],
  [
    'one name for all',
    (parts) => {
      for (const part of parts) part.name = name(['CN', 'Same'])
    },
  ],
  [
    'a leaf that is called as its root',
    (parts) => {
      parts[leaf]!.name = parts[root]!.name
    },
  ],
  [
    'a self-issued intermediate below its namesake',
    change(lower, { name: name(['O', 'Lab'], ['CN', 'Intermediate 2']) }),
  ],
  [
    'constraints on a kind that OpenSSL does not compare, of the leaf',
    both(
      constrains(upper, [primitive(8, Buffer.of(0x2a, 3))]),
      names(primitive(8, Buffer.of(0x2a, 4)), dns('localhost')),
    ),
    'name-constraint@0',
  ],
  // what is sent and trusted
  [
    'a certificate that is sent three times',
    (_, draft) => {
      draft.twins.push({ place: lower, change: {} }, { place: lower, change: {} })
    },
  ],
  [
    'a twin that is no CA, sent first',
    (_, draft) => {
      draft.twins.push({ place: lower, change: { basicConstraints: { isCA: false } } })
    },
    'not-a-ca@1',
  ],
  [
    'a root that has expired, trusted and sent',
    (parts, draft) => {
      parts[root]!.notAfter = new Date(Date.now() - day)
      draft.unsent.clear()
    },
    'expired@3',
  ],
]

describe.skipIf(requireProgram('openssl'))('forms in which chains and lists come', () => {
  test.each(kinds)('%s', async (_, change, ...expected) => {
    expect(await agreedProblems(change)).toEqual(expected)
  })
})
