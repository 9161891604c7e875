import { describe, expect, test } from 'vitest'
import {
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
import { dnsNames } from './chain-draft.ts'
import {
  add,
  any,
  both,
  constrains,
  dns,
  type Kind,
  leaf,
  lower,
  names,
  root,
  serial,
  serverAuth,
  upper,
  usages,
} from './kind-changes.ts'

const kinds: Kind[] = [
  // serial numbers
  ['serial number 0', serial(leaf, '00')],
  ['a negative serial number', serial(leaf, '81')],
  ['a serial number of 30 bytes', serial(leaf, `11${'22'.repeat(29)}`)],
  // names
  [
    'an empty subject, names in an extension',
    (parts) => {
      parts[leaf]!.name = sequence()
      parts[leaf]!.commonName = ''
    },
  ],
  ['a wildcard for the host alone', names(dns('*.localhost')), 'hostname-mismatch@0'],
  ['a wildcard of one label', names(dns('*')), 'hostname-mismatch@0'],
  ['a name with a null byte', names(dns(Buffer.from('localhost\0.example'))), 'hostname-mismatch@0'],
  ['a name with an underscore, and the host', names(dns('a_b.example'), dns('localhost'))],
  ['the host in capitals', names(dns('LOCALHOST'))],
  ['an empty name, and the host', names(dns(''), dns('localhost'))],
  ['an address of five bytes, and the host', names(primitive(7, Buffer.of(127, 0, 0, 0, 1)), dns('localhost'))],
  [
    'critical alternative names',
    (parts) => {
      parts[leaf]!.subjectAltName = undefined
      parts[leaf]!.more.push(extension('2.5.29.17', dnsNames('localhost'), true))
    },
  ],
  ['alternative names of none', names(), 'hostname-mismatch@0'],
  [
    'a subject and an issuer that differ in case and spaces',
    (parts) => {
      parts[upper]!.name = name(['O', 'Lab'], ['CN', 'Intermediate 2'])
    },
  ],
  // basic constraints, path lengths
  [
    'a leaf that is a CA',
    (parts) => {
      parts[leaf]!.basicConstraints = { isCA: true }
    },
  ],
  [
    'a leaf with a path length, and no CA',
    (parts) => {
      parts[leaf]!.basicConstraints = { isCA: false, pathLength: 0 }
    },
  ],
  [
    'basic constraints that are not critical',
    (parts) => {
      parts[lower]!.basicConstraints = undefined
      parts[lower]!.more.push(extension('2.5.29.19', sequence(boolean(true)), false))
    },
  ],
  [
    'a negative path length',
    (parts, draft) => {
      draft.malformed = true
      parts[upper]!.basicConstraints = undefined
      parts[upper]!.more.push(extension('2.5.29.19', sequence(boolean(true), der(0x02, Buffer.of(0xff))), true))
    },
    'unknown-issuer@-',
    'malformed@2',
  ],
  [
    'path length 0 above one',
    (parts) => {
      parts[upper]!.basicConstraints = { isCA: true, pathLength: 0 }
    },
    'path-too-long@2',
  ],
  [
    'path length 1 at the root, above two',
    (parts) => {
      parts[root]!.basicConstraints = { isCA: true, pathLength: 1 }
    },
    'path-too-long@in ca',
  ],
  [
    'path length 2 at the root, above two',
    (parts) => {
      parts[root]!.basicConstraints = { isCA: true, pathLength: 2 }
    },
  ],
  // key usage
  [
    'a leaf with keyCertSign, and no CA',
    (parts) => {
      parts[leaf]!.keyUsage = '100001'
    },
  ],
  [
    'a leaf for key encipherment alone',
    (parts) => {
      parts[leaf]!.keyUsage = '001'
    },
  ],
  [
    'an intermediate without keyCertSign',
    (parts) => {
      parts[lower]!.keyUsage = '0000001'
    },
    'not-a-ca@1',
  ],
  [
    'a root without keyCertSign',
    (parts) => {
      parts[root]!.keyUsage = '0000001'
    },
    'not-a-ca@in ca',
  ],
  [
    'a root without key usage',
    (parts) => {
      parts[root]!.keyUsage = undefined
    },
  ],
  // extended key usage
  ['any purpose at the leaf', usages(leaf, any), 'wrong-purpose@0'],
  ['many purposes at the leaf', usages(leaf, any, serverAuth, '1.3.6.1.5.5.7.3.2', '1.3.6.1.5.5.7.3.9')],
  [
    'no purpose at the leaf',
    (parts) => {
      parts[leaf]!.extendedKeyUsage = undefined
    },
  ],
  ["a purpose of one's own at the leaf", usages(leaf, '2.999.3'), 'wrong-purpose@0'],
  ['any purpose at an intermediate', usages(lower, any), 'wrong-purpose@1'],
  ["any purpose and one of one's own at an intermediate", usages(lower, any, '2.999.3'), 'wrong-purpose@1'],
  ['a gated purpose at an intermediate', usages(lower, '2.16.840.1.113730.4.1')],
  ["Microsoft's gated purpose at an intermediate", usages(lower, '1.3.6.1.4.1.311.10.3.3')],
  ['a root for servers', usages(root, serverAuth)],
  ['a root for clients', usages(root, '1.3.6.1.5.5.7.3.2'), 'wrong-purpose@in ca'],
  ['a root for any purpose', usages(root, any), 'wrong-purpose@in ca'],
  [
    'critical purposes',
    (parts) => {
      parts[leaf]!.extendedKeyUsage = undefined
      parts[leaf]!.more.push(extension('2.5.29.37', sequence(objectIdentifier(serverAuth)), true))
    },
  ],
  // identifiers of keys
  [
    "no identifier of the issuer's key",
    (parts) => {
      for (const part of parts) part.authorityKeyIdentifier = 'none'
    },
  ],
  [
    "no identifier of the subject's key",
    (parts) => {
      for (const part of parts) part.subjectKeyIdentifier = false
    },
  ],
  [
    "an identifier of the issuer's key that is empty",
    both(
      (parts) => {
        parts[leaf]!.authorityKeyIdentifier = 'none'
      },
      add(leaf, '2.5.29.35', sequence()),
    ),
  ],
  [
    "a critical identifier of the subject's key",
    both(
      (parts) => {
        parts[lower]!.subjectKeyIdentifier = false
      },
      add(lower, '2.5.29.14', octetString(Buffer.from('lower')), true),
      (parts) => {
        parts[leaf]!.authorityKeyIdentifier = 'none'
      },
    ),
    'unhandled-extension@1',
  ],
  // policies
  ['policy constraints, critical', add(upper, '2.5.29.36', sequence(primitive(0, Buffer.of(0))), true)],
  [
    'policy mappings, critical',
    add(upper, '2.5.29.33', sequence(sequence(objectIdentifier('2.999.4'), objectIdentifier('2.999.5'))), true),
  ],
  ['any policy inhibited, critical', add(upper, '2.5.29.54', integer(0), true)],
  [
    'a policy at each, critical',
    (parts) => {
      for (const part of parts.slice(0, 3))
        part.more.push(extension('2.5.29.32', sequence(sequence(objectIdentifier('2.999.4'))), true))
    },
  ],
  // other extensions
  ['an unknown extension', add(lower, '2.999.6', der(0x05))],
  ['an unknown one, critical, at the leaf', add(leaf, '2.999.6', der(0x05), true), 'unhandled-extension@0'],
  ['an unknown one, critical, at an intermediate', add(upper, '2.999.6', der(0x05), true), 'unhandled-extension@2'],
  ['an unknown one, critical, at the root', add(root, '2.999.6', der(0x05), true), 'unhandled-extension@in ca'],
  [
    'authority information access, critical',
    add(
      leaf,
      '1.3.6.1.5.5.7.1.1',
      sequence(sequence(objectIdentifier('1.3.6.1.5.5.7.48.2'), primitive(6, Buffer.from('http://a/b')))),
      true,
    ),
    'unhandled-extension@0',
  ],
  ['issuer alternative names, critical', add(leaf, '2.5.29.18', dnsNames('a'), true), 'unhandled-extension@0'],
  ['TLS features, critical', add(leaf, '1.3.6.1.5.5.7.1.24', sequence(integer(5)), true), 'unhandled-extension@0'],
  // name constraints
  ['permits the very host', constrains(upper, [dns('localhost')])],
  ['permits another host', constrains(upper, [dns('lab.example')]), 'name-constraint@0'],
  ['permits with a leading dot', constrains(upper, [dns('.localhost')]), 'name-constraint@0'],
  ['permits everything by an empty name', constrains(upper, [dns('')])],
  ['excludes everything by an empty name', constrains(upper, [], [dns('')]), 'name-constraint@0'],
  ['excludes the very host', constrains(upper, [], [dns('localhost')]), 'name-constraint@0'],
  ['permits and excludes', constrains(upper, [dns('localhost')], [dns('localhost')]), 'name-constraint@0'],
  ['permits in another case', constrains(upper, [dns('LocalHost')])],
  ['permits nothing at all', add(upper, '2.5.29.30', sequence(), true)],
  ['not critical', constrains(upper, [dns('lab.example')], [], false), 'name-constraint@0'],
  ['at a leaf', constrains(leaf, [dns('lab.example')])],
  ['at the root', constrains(root, [dns('lab.example')]), 'name-constraint@0'],
  ['of an address, which the leaf has not', constrains(upper, [primitive(7, Buffer.of(10, 0, 0, 0, 255, 0, 0, 0))])],
  [
    'of an address that the leaf has',
    both(
      names(dns('localhost'), primitive(7, Buffer.of(10, 1, 2, 3))),
      constrains(upper, [primitive(7, Buffer.of(10, 0, 0, 0, 255, 0, 0, 0))]),
    ),
  ],
  [
    'of an address that the leaf has not within',
    both(
      names(dns('localhost'), primitive(7, Buffer.of(11, 1, 2, 3))),
      constrains(upper, [primitive(7, Buffer.of(10, 0, 0, 0, 255, 0, 0, 0))]),
    ),
    'name-constraint@0',
  ],
  [
    'of an address with a mask that has holes',
    both(
      names(dns('localhost'), primitive(7, Buffer.of(10, 1, 2, 3))),
      constrains(upper, [primitive(7, Buffer.of(10, 0, 0, 0, 255, 0, 255, 0))]),
    ),
    'name-constraint@0',
  ],
  [
    'of an address of three bytes',
    both(
      names(dns('localhost'), primitive(7, Buffer.of(10, 1, 2, 3))),
      constrains(upper, [primitive(7, Buffer.of(10, 0, 0, 255, 0, 0))]),
    ),
    'name-constraint@0',
  ],
  [
    'of mail, a host',
    both(
      names(dns('localhost'), primitive(1, Buffer.from('a@lab.example'))),
      constrains(upper, [primitive(1, Buffer.from('other.example'))]),
    ),
    'name-constraint@0',
  ],
  [
    'of a URI, hosts below',
    both(
      names(dns('localhost'), primitive(6, Buffer.from('https://a.lab.example/x'))),
      constrains(upper, [primitive(6, Buffer.from('.other.example'))]),
    ),
    'name-constraint@0',
  ],
  [
    'of a directory name',
    constrains(upper, [constructed(4, name(['O', 'Other']))]),
    'name-constraint@0',
    'name-constraint@1',
  ],
  [
    'of a directory name, excluded',
    constrains(upper, [], [constructed(4, name(['O', 'Lab']))]),
    'name-constraint@0',
    'name-constraint@1',
  ],
  [
    'of an otherName',
    constrains(upper, [constructed(0, objectIdentifier('2.999.7'), constructed(0, der(0x0c, Buffer.from('a'))))]),
  ],
  [
    'a wildcard that is permitted',
    both(names(dns('*.localhost'), dns('localhost')), constrains(upper, [dns('localhost')])),
  ],
  [
    'a wildcard that is excluded below',
    both(names(dns('*.lab.example'), dns('localhost')), constrains(upper, [], [dns('a.lab.example')])),
  ],
  // signatures and keys
  [
    'SHA-1 at the leaf',
    (parts) => {
      parts[leaf]!.signature.hash = 'sha1'
    },
    'weak-signature@0',
  ],
  [
    'SHA-1 at the root, which nobody checks',
    (parts) => {
      parts[root]!.signature.hash = 'sha1'
    },
  ],
  [
    'RSA 768 at the leaf',
    (parts) => {
      parts[leaf]!.key = 'rsa-768'
    },
    'weak-key@0',
  ],
  [
    'RSA 768 at an intermediate',
    (parts) => {
      parts[lower]!.key = 'rsa-768'
    },
    'weak-key@1',
  ],
  [
    'a damaged signature at an intermediate',
    (parts) => {
      parts[lower]!.signature.damaged = true
    },
    'bad-signature@1',
  ],
  [
    'a damaged signature at the root, which nobody checks',
    (parts) => {
      parts[root]!.signature.damaged = true
    },
  ],
  // dates
  [
    'an intermediate that has expired',
    (parts) => {
      parts[upper]!.notAfter = new Date(Date.now() - 86_400_000)
    },
    'expired@2',
  ],
  [
    'an intermediate of tomorrow',
    (parts) => {
      parts[lower]!.notBefore = new Date(Date.now() + 86_400_000)
    },
    'not-yet-valid@1',
  ],
  [
    'a root of tomorrow',
    (parts) => {
      parts[root]!.notBefore = new Date(Date.now() + 86_400_000)
    },
    'not-yet-valid@in ca',
  ],
  [
    'an end before the beginning',
    (parts) => {
      parts[leaf]!.notAfter = new Date(Date.now() - 40 * 86_400_000)
    },
    'expired@0',
  ],
  // trust
  [
    'the leaf trusted, nothing else',
    (_, draft) => {
      draft.trusted = new Set([leaf])
    },
    'unknown-issuer@-',
  ],
  [
    'the intermediate trusted, its root not',
    (_, draft) => {
      draft.trusted = new Set([upper])
    },
    'unknown-issuer@-',
  ],
  [
    'the root sent, and not trusted',
    (_, draft) => {
      draft.trusted = new Set()
      draft.unsent = new Set()
    },
    'self-signed@3',
    'unknown-issuer@3',
  ],
  [
    'the leaf alone',
    (_, draft) => {
      draft.unsent = new Set([lower, upper, root])
    },
    'unknown-issuer@-',
    'incomplete-chain@0',
  ],
]

describe.skipIf(requireProgram('openssl'))('kinds of the public suites of chains', () => {
  test.each(kinds)('%s', async (_, change, ...expected) => {
    expect(await agreedProblems(change)).toEqual(expected)
  })
})
