import { constructed, der, extension, name, objectIdentifier, primitive, sequence } from '../../fixtures/der.ts'
import { authority, type Draft, dnsNames, type Part } from './chain-draft.ts'

const day = 86_400_000

/** Changes a draft; false: this fault does not go with it. */
export type Fault = (draft: Draft, random: () => number) => boolean | undefined

const fromNow = (days: number): Date => new Date(Date.now() + days * day)

type PartFault = (part: Part, draft: Draft) => void

/** In any certificate, in the server's alone, in an authority, in one that is not the root. */
const anywhere = (change: PartFault): Fault => at((draft, random) => pick(draft.parts.length, random), change)
const inLeaf = (change: PartFault): Fault => at(() => 0, change)
const inAuthority = (change: PartFault): Fault =>
  at((draft, random) => 1 + pick(draft.parts.length - 1, random), change)
const inIssued = (change: PartFault): Fault => at((draft, random) => pick(draft.parts.length - 1, random), change)
const inIntermediate = (change: PartFault): Fault =>
  at((draft, random) => (draft.parts.length > 2 ? 1 + pick(draft.parts.length - 2, random) : -1), change)
const malformed =
  (change: PartFault): PartFault =>
  (part, draft) => {
    change(part, draft)
    draft.malformed = true
  }

function at(place: (draft: Draft, random: () => number) => number, change: PartFault): Fault {
  return (draft, random) => {
    const part = draft.parts[place(draft, random)]
    if (!part) return false
    change(part, draft)
    return true
  }
}

function pick(count: number, random: () => number): number {
  return Math.floor(random() * count)
}

/** One more extension, if there is none of its kind yet. */
const more =
  (identifier: string, value: Buffer, critical = false): PartFault =>
  (part) => {
    if (part.more.some((other) => other.includes(objectIdentifier(identifier)))) return false
    part.more.push(extension(identifier, value, critical))
    return true
  }

/** Name constraints: permitted and excluded GeneralNames. */
const nameConstraints = (permitted: Buffer[], excluded: Buffer[] = []): Fault =>
  inAuthority(
    more(
      '2.5.29.30',
      sequence(
        ...(permitted.length > 0 ? [constructed(0, ...permitted.map((one) => sequence(one)))] : []),
        ...(excluded.length > 0 ? [constructed(1, ...excluded.map((one) => sequence(one)))] : []),
      ),
      true,
    ),
  )

const dns = (value: string): Buffer => primitive(2, Buffer.from(value))
const directory = (...parts: Parameters<typeof name>): Buffer => constructed(4, name(...parts))

const lists =
  (change: (list: NonNullable<Draft['lists']>) => NonNullable<Draft['lists']>): Fault =>
  (draft) => {
    if (draft.lists) return false
    const all = draft.parts.slice(1).map((_, index) => ({
      place: index + 1,
      revoked: [] as number[],
      thisUpdate: fromNow(-2),
      nextUpdate: fromNow(2),
      damaged: false,
    }))
    draft.lists = change(all)
    return draft.lists.length > 0
  }

/** OpenSSL 3.5 reads no certificate with a time that OpenSSL 3.0 cannot compare, and serves none. */
export const readsLooseTimes = process.versions.openssl.startsWith('3.0.')

const looseTime =
  (field: 'notBefore' | 'notAfter', text: string): PartFault =>
  (part) => {
    part[field] = der(0x17, Buffer.from(text))
  }

/** Every kind of fault, by a name that a failure shows. */
export const faults: Readonly<Record<string, Fault>> = {
  expired: anywhere((part) => {
    part.notBefore = fromNow(-60)
    part.notAfter = fromNow(-1)
  }),
  'not yet valid': anywhere((part) => {
    part.notBefore = fromNow(1)
  }),
  ...(readsLooseTimes && {
    'time without seconds': anywhere(looseTime('notAfter', '4001010000Z')),
    'begins without seconds': inIssued(looseTime('notBefore', '2001010000Z')),
  }),
  'for clients': inIssued((part) => {
    part.extendedKeyUsage = ['1.3.6.1.5.5.7.3.2']
  }),
  'any extended key usage': inIssued((part) => {
    part.extendedKeyUsage = ['2.5.29.37.0']
  }),
  'root for clients': inAuthority((part) => {
    part.extendedKeyUsage = ['1.3.6.1.5.5.7.3.2']
  }),
  'old purposes': inIssued((part) => {
    part.extendedKeyUsage = ['1.3.6.1.4.1.311.10.3.3']
  }),
  'signs certificates only': inLeaf((part) => {
    part.keyUsage = '000001'
  }),
  'key agreement': inLeaf((part) => {
    part.keyUsage = '00001'
  }),
  'old type of clients': inLeaf(more('2.16.840.1.113730.1.1', der(0x03, Buffer.of(7, 0x80)))),
  'no keyCertSign': inAuthority((part) => {
    part.keyUsage = '1000001'
  }),
  'no cRLSign': inAuthority((part) => {
    part.keyUsage = '000001'
  }),
  'not a CA': inAuthority((part) => {
    part.basicConstraints = { isCA: false }
  }),
  'not a CA, without key usage': inAuthority((part) => {
    part.basicConstraints = { isCA: false }
    part.keyUsage = undefined
  }),
  'no basic constraints': inAuthority((part) => {
    part.basicConstraints = undefined
  }),
  'neither basic constraints nor key usage': inAuthority((part) => {
    part.basicConstraints = undefined
    part.keyUsage = undefined
  }),
  'version 1': inAuthority((part) => {
    part.version = 1
  }),
  'path length 0': inAuthority((part) => {
    part.basicConstraints = { isCA: true, pathLength: 0 }
  }),
  'path length 1': inAuthority((part) => {
    part.basicConstraints = { isCA: true, pathLength: 1 }
  }),
  'rollover below the root': (draft) => {
    const root = draft.parts.at(-1)!
    draft.parts.splice(-1, 0, { ...authority(root.commonName), name: root.name })
    const last = draft.parts.length - 1
    if (draft.unsent.delete(last - 1)) draft.unsent.add(last)
    if (draft.trusted.delete(last - 1)) draft.trusted.add(last)
    return draft.lists === undefined && draft.strangers === 0
  },
  'permits other domains': nameConstraints([dns('lab.example')]),
  'permits the domain': nameConstraints([dns('localhost')]),
  'excludes the domain': nameConstraints([], [dns('localhost')]),
  'excludes another domain': nameConstraints([], [dns('lab.example')]),
  'permits below the domain': nameConstraints([dns('.localhost')]),
  'permits the organisation': nameConstraints([directory(['O', 'LAB', 0x13])]),
  'permits another organisation': nameConstraints([directory(['O', 'Other'])]),
  'excludes the organisation': nameConstraints([], [directory(['O', 'lab  '])]),
  'permits addresses': nameConstraints([primitive(7, Buffer.of(10, 0, 0, 0, 255, 0, 0, 0))]),
  'constrains registered identifiers': nameConstraints([primitive(8, Buffer.of(0x2a, 3))]),
  'has a name of an unsupported type': inLeaf((part) => {
    part.subjectAltName = sequence(dns('localhost'), primitive(8, Buffer.of(0x2a, 3)))
  }),
  'has an address': inLeaf((part) => {
    part.subjectAltName = sequence(dns('localhost'), primitive(7, Buffer.of(127, 0, 0, 1)))
  }),
  'has mail and a URI': inLeaf((part) => {
    part.subjectAltName = sequence(
      dns('localhost'),
      primitive(1, Buffer.from('a@lab.example')),
      primitive(6, Buffer.from('spiffe://lab.example/a')),
    )
  }),
  'permits other mail': nameConstraints([primitive(1, Buffer.from('other.example'))]),
  'permits the mail': nameConstraints([primitive(1, Buffer.from('LAB.example'))]),
  'permits hosts below the URI': nameConstraints([primitive(6, Buffer.from('.lab.example'))]),
  'mail in the subject': inLeaf((part) => {
    part.name = name(['O', 'Lab'], ['CN', part.commonName], ['emailAddress', 'a@lab.example'])
  }),
  'mail in the subject in UTF-8': inLeaf((part) => {
    part.name = name(['O', 'Lab'], ['CN', part.commonName], ['emailAddress', 'a@lab.example', 0x0c])
  }),
  'a minimum': inAuthority(
    more('2.5.29.30', sequence(constructed(0, sequence(dns('localhost'), primitive(0, Buffer.of(1))))), true),
  ),
  'a maximum': inAuthority(
    more('2.5.29.30', sequence(constructed(0, sequence(dns('localhost'), primitive(1, Buffer.of(9))))), true),
  ),
  'SHA-1': inIssued((part) => {
    part.signature.hash = 'sha1'
  }),
  'RSA 768': anywhere((part) => {
    part.key = 'rsa-768'
  }),
  'RSA 1024': anywhere((part) => {
    part.key = 'rsa-1024'
  }),
  'P-224': inAuthority((part) => {
    part.key = 'ec-p224'
  }),
  Ed25519: anywhere((part) => {
    part.key = 'ed25519'
  }),
  'another security level': (draft, random) => {
    draft.level = pick(4, random)
    return true
  },
  RSA: anywhere((part) => {
    part.key = 'rsa'
  }),
  'MD5 by an RSA key': (draft, random) => {
    if (draft.parts.length < 2) return false
    const place = pick(draft.parts.length - 1, random)
    draft.parts[place + 1]!.key = 'rsa'
    draft.parts[place]!.signature.hash = 'md5'
    return true
  },
  'bad signature': inIssued((part) => {
    part.signature.damaged = true
  }),
  'critical and unknown': anywhere(more('2.999.1', der(0x05), true)),
  'unknown, not critical': anywhere(more('2.999.1', der(0x05))),
  'critical policies': anywhere(more('2.5.29.32', sequence(sequence(objectIdentifier('2.5.29.32.0'))), true)),
  'critical authority key identifier': inIssued((part) => {
    part.authorityKeyIdentifier = 'none'
    part.more.push(extension('2.5.29.35', sequence(), true))
  }),
  'critical subject key identifier': anywhere((part) => {
    part.subjectKeyIdentifier = false
    part.more.push(extension('2.5.29.14', der(0x04, Buffer.from(part.commonName)), true))
  }),
  "another key's identifier": inIssued((part) => {
    part.authorityKeyIdentifier = 'other-key'
  }),
  'no authority key identifier': anywhere((part) => {
    part.authorityKeyIdentifier = 'none'
  }),
  "the issuer's serial number": inIssued((part) => {
    part.authorityKeyIdentifier = 'serial'
  }),
  'another serial number': inIssued((part) => {
    part.authorityKeyIdentifier = 'other-serial'
  }),
  'intermediate not sent': (draft, random) => {
    if (draft.parts.length < 3) return false
    draft.unsent.add(1 + pick(draft.parts.length - 2, random))
    return true
  },
  'root sent': (draft) => draft.unsent.delete(draft.parts.length - 1),
  'root not trusted': (draft) => draft.trusted.delete(draft.parts.length - 1),
  'intermediate trusted': (draft, random) => {
    if (draft.parts.length < 3) return false
    draft.trusted.add(1 + pick(draft.parts.length - 2, random))
    return true
  },
  'leaf trusted': (draft) => {
    draft.trusted.add(0)
    return true
  },
  'another root of the same name': (draft) => {
    draft.strangers = 1
    return draft.trusted.delete(draft.parts.length - 1) && draft.parts.at(-2)!.name !== draft.parts.at(-1)!.name
  },
  'self-signed': (draft) => {
    const [leaf] = draft.parts
    if (draft.lists || draft.strangers > 0 || draft.parts.length > 2) return false
    draft.parts = [leaf!]
    draft.unsent = new Set()
    draft.trusted = new Set()
    return true
  },
  'an expired twin sent first': (draft, random) => {
    if (draft.parts.length < 3) return false
    draft.twins.push({ place: 1 + pick(draft.parts.length - 2, random), change: { notAfter: fromNow(-1) } })
    return true
  },
  'a twin for clients sent first': (draft, random) => {
    if (draft.parts.length < 3) return false
    const change = { extendedKeyUsage: ['1.3.6.1.5.5.7.3.2'] }
    draft.twins.push({ place: 1 + pick(draft.parts.length - 2, random), change })
    return true
  },
  'sent in another order': (draft) => {
    draft.reversed = true
    return draft.parts.length > 3
  },
  'a certificate that does not belong here': (draft) => {
    draft.twins.push({ place: 0, change: { name: name(['CN', 'Stray']), notAfter: fromNow(-1) } })
    return true
  },
  'for another host': inLeaf((part) => {
    part.subjectAltName = dnsNames('other.example')
  }),
  'common name of another host': inLeaf((part) => {
    part.subjectAltName = undefined
    part.name = name(['O', 'Lab'], ['CN', 'other.example'])
    part.commonName = 'other.example'
  }),
  'the host as common name': inLeaf((part) => {
    part.subjectAltName = undefined
    part.name = name(['O', 'Lab'], ['CN', 'localhost'])
    part.commonName = 'localhost'
  }),
  'the same extension twice': anywhere(
    malformed((part) => {
      part.more.push(extension('2.5.29.37', sequence(objectIdentifier('1.3.6.1.5.5.7.3.1'))))
      part.extendedKeyUsage = ['1.3.6.1.5.5.7.3.1']
    }),
  ),
  'an unknown extension twice': anywhere(
    malformed((part) => {
      part.more.push(extension('2.999.2', der(0x05)), extension('2.999.2', der(0x05)))
    }),
  ),
  'names that are none': inLeaf(
    malformed((part) => {
      part.subjectAltName = Buffer.from('no names')
    }),
  ),
  'empty key usage': anywhere(
    malformed((part) => {
      part.keyUsage = ''
    }),
  ),
  'padded path length': inAuthority(
    malformed((part) => {
      part.basicConstraints = undefined
      part.more.push(extension('2.5.29.19', sequence(der(1, Buffer.of(0xff)), der(2, Buffer.of(0, 3))), true))
    }),
  ),
  'explicit curve': anywhere((part) => {
    part.key = 'explicit'
  }),
  'unreadable key': inIntermediate(
    malformed((part) => {
      part.key = 'unreadable'
    }),
  ),
  'two signature algorithms': inIssued(
    malformed((part) => {
      part.signature.outerAlgorithm = sequence(objectIdentifier('1.2.840.10045.4.3.3'))
    }),
  ),
  'leaf revoked': lists((all) => all.map((list) => (list.place === 1 ? { ...list, revoked: [0] } : list))),
  'authority revoked': lists((all) =>
    all.map((list) => (list.place > 1 ? { ...list, revoked: [list.place - 1] } : list)),
  ),
  'lists that are sound': lists((all) => all),
  'a list missing': lists((all) => all.slice(1)),
  'a list of the root missing': lists((all) => all.slice(0, -1)),
  'a list that has expired': lists((all) => all.map((list) => ({ ...list, nextUpdate: fromNow(-1) }))),
  'a list of tomorrow': lists((all) => all.map((list) => ({ ...list, thisUpdate: fromNow(1) }))),
  'a list with a bad signature': lists((all) =>
    all.map((list) => (list.place === 1 ? { ...list, damaged: true, revoked: [0] } : list)),
  ),
}
