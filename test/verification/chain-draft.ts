import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import {
  bitString,
  boolean,
  extension,
  integer,
  name,
  objectIdentifier,
  octetString,
  primitive,
  sequence,
} from '../../fixtures/der.ts'
import {
  keyIdentifier,
  pemOf,
  type RawSignature,
  signCertificate,
  signRevocationList,
} from '../../fixtures/raw-certificate.ts'

const day = 86_400_000

export type DraftKey = 'ec' | 'ec-p224' | 'ed25519' | 'rsa' | 'rsa-1024' | 'rsa-768' | 'explicit' | 'unreadable'

/** One certificate of a chain before it is made; faults change it. */
export interface Part {
  commonName: string
  name: Buffer
  key: DraftKey
  serialNumber: Buffer
  notBefore: Date | Buffer
  notAfter: Date | Buffer
  version: 1 | 3
  /** Absent: no such extension, as with the next three. */
  basicConstraints?: { isCA: boolean; pathLength?: number } | undefined
  /** Bits from the first on. */
  keyUsage?: string | undefined
  extendedKeyUsage?: string[] | undefined
  subjectAltName?: Buffer | undefined
  authorityKeyIdentifier: 'key' | 'none' | 'other-key' | 'serial' | 'other-serial'
  subjectKeyIdentifier: boolean
  more: Buffer[]
  signature: Omit<RawSignature, 'key'>
}

/** A chain before it is made, leaf first, root last. */
export interface Draft {
  parts: Part[]
  /** Places that the server does not send; the root is the last. */
  unsent: Set<number>
  /** Places that are in `ca`. */
  trusted: Set<number>
  /** Roots with the name of the draft's own and other keys, in `ca`. */
  strangers: number
  /** Other certificates for the key of a place, sent before the rest of the authorities. */
  twins: { place: number; change: Partial<Part> }[]
  /** The authorities are sent from the top down. */
  reversed: boolean
  /** Absent: no revocation lists. */
  lists?: {
    place: number
    revoked: number[]
    thisUpdate: Date
    nextUpdate: Date
    damaged: boolean
    extensions?: Buffer[]
  }[]
  host: string
  /** OpenSSL's security level; absent: the default. */
  level?: number
  /** It has a fault for which OpenSSL has no reason of its own, or another one. */
  malformed: boolean
}

/** What the server sends and the client trusts. */
export interface MadeChain {
  /** DER, as sent. */
  chain: Buffer[]
  key: KeyObject
  /** PEM. */
  ca: string[]
  crl: string[]
  host: string
  level: number | undefined
  malformed: boolean
}

export const dnsNames = (...names: string[]): Buffer =>
  sequence(...names.map((value) => primitive(2, Buffer.from(value))))

export function soundDraft(authorities: number, host = 'localhost'): Draft {
  const parts = [
    { ...partOf('Leaf', 'ec'), ...leafFacts(host) },
    ...Array.from({ length: authorities }, (_, index) => authority(`Intermediate ${index + 1}`)),
    authority('Root'),
  ]
  const root = parts.length - 1
  return {
    parts,
    unsent: new Set([root]),
    trusted: new Set([root]),
    strangers: 0,
    twins: [],
    reversed: false,
    host,
    malformed: false,
  }
}

function leafFacts(host: string): Partial<Part> {
  return {
    basicConstraints: { isCA: false },
    keyUsage: '1',
    extendedKeyUsage: ['1.3.6.1.5.5.7.3.1'],
    subjectAltName: dnsNames(host),
  }
}

export function authority(commonName: string): Part {
  return { ...partOf(commonName, 'ec'), basicConstraints: { isCA: true }, keyUsage: '0000011' }
}

function partOf(commonName: string, key: DraftKey): Part {
  return {
    commonName,
    name: name(['O', 'Lab'], ['CN', commonName]),
    key,
    serialNumber: integer(`11${randomBytes(7).toString('hex')}`),
    notBefore: new Date(Date.now() - 30 * day),
    notAfter: new Date(Date.now() + 400 * day),
    version: 3,
    authorityKeyIdentifier: 'key',
    subjectKeyIdentifier: true,
    more: [],
    signature: {},
  }
}

/** Makes every certificate, each signed by the next, the root by itself. */
export function makeChain(draft: Draft): MadeChain {
  const keys = draft.parts.map(({ key }) => keyPair(key))
  const issued = draft.parts.map((part, place) => {
    const above = Math.min(place + 1, draft.parts.length - 1)
    return issue(part, keys[place]!, draft.parts[above]!, keys[above]!)
  })
  const twins = draft.twins.map(({ place, change }) => {
    const above = Math.min(place + 1, draft.parts.length - 1)
    return issue({ ...draft.parts[place]!, ...change }, keys[place]!, draft.parts[above]!, keys[above]!)
  })
  const [leaf, ...authorities] = issued.filter((_, place) => !draft.unsent.has(place))
  const root = draft.parts.at(-1)!
  const strangers = Array.from({ length: draft.strangers }, () => {
    const own = keyPair('ec')
    return issue({ ...root, authorityKeyIdentifier: 'none', subjectKeyIdentifier: false }, own, root, own)
  })
  return {
    chain: [leaf!, ...twins, ...(draft.reversed ? authorities.reverse() : authorities)],
    key: keys[0]!.privateKey,
    ca: [...strangers, ...issued.filter((_, place) => draft.trusted.has(place))].map((der) =>
      pemOf('CERTIFICATE', der),
    ),
    crl: (draft.lists ?? []).map(({ place, revoked, thisUpdate, nextUpdate, damaged, extensions = [] }) =>
      pemOf(
        'X509 CRL',
        signRevocationList(
          {
            issuer: draft.parts[place]!.name,
            thisUpdate,
            nextUpdate,
            revoked: revoked.map((one) => draft.parts[one]!.serialNumber),
            extensions,
          },
          { key: keys[place]!.privateKey, damaged },
        ),
      ),
    ),
    host: draft.host,
    level: draft.level,
    malformed: draft.malformed,
  }
}

interface Keys {
  publicKey: Buffer
  privateKey: KeyObject
}

function issue(part: Part, own: Keys, issuer: Part, issuerKeys: Keys): Buffer {
  const content = {
    subject: part.name,
    issuer: issuer.name,
    publicKey: own.publicKey,
    ...(part.version === 3 && { extensions: extensionsOf(part, own, issuer, issuerKeys) }),
    version: part.version,
    serialNumber: part.serialNumber,
    notBefore: part.notBefore,
    notAfter: part.notAfter,
  }
  // There is no algorithm of MD5 and an elliptic curve.
  const isCurve = issuerKeys.privateKey.asymmetricKeyType === 'ec'
  const hash = part.signature.hash === 'md5' && isCurve ? 'sha1' : part.signature.hash
  return signCertificate(content, { ...part.signature, ...(hash && { hash }), key: issuerKeys.privateKey })
}

function extensionsOf(part: Part, own: Keys, issuer: Part, issuerKeys: Keys): Buffer[] {
  const { basicConstraints, keyUsage, extendedKeyUsage, subjectAltName } = part
  const list: Buffer[] = []
  if (basicConstraints) {
    const { isCA, pathLength } = basicConstraints
    const value = [...(isCA ? [boolean(true)] : []), ...(pathLength === undefined ? [] : [integer(pathLength)])]
    list.push(extension('2.5.29.19', sequence(...value), true))
  }
  if (keyUsage !== undefined) list.push(extension('2.5.29.15', bits(keyUsage), true))
  if (extendedKeyUsage) list.push(extension('2.5.29.37', sequence(...extendedKeyUsage.map(objectIdentifier))))
  if (subjectAltName) list.push(extension('2.5.29.17', subjectAltName))
  if (part.subjectKeyIdentifier) list.push(extension('2.5.29.14', octetString(keyIdentifier(own.publicKey))))
  const identifier = authorityKeyIdentifier(part, issuer, issuerKeys)
  if (identifier) list.push(extension('2.5.29.35', identifier))
  return [...list, ...part.more]
}

function authorityKeyIdentifier(part: Part, issuer: Part, { publicKey }: Keys): Buffer | undefined {
  switch (part.authorityKeyIdentifier) {
    case 'none':
      return undefined
    case 'key':
      return sequence(primitive(0, keyIdentifier(publicKey)))
    case 'other-key':
      return sequence(primitive(0, randomBytes(20)))
    default: {
      const number = part.authorityKeyIdentifier === 'serial' ? issuer.serialNumber.subarray(2) : Buffer.of(0x77)
      return sequence(primitive(0, keyIdentifier(publicKey)), primitive(2, number))
    }
  }
}

function bits(text: string): Buffer {
  const padded = text.padEnd(Math.max(8, Math.ceil(text.length / 8) * 8), '0')
  const bytes = padded.match(/.{8}/g)!.map((octet) => Number.parseInt(octet, 2))
  return bitString(Buffer.from(bytes), padded.length - text.length)
}

const pools = new Map<DraftKey, Keys[]>()

/** Elliptic curve keys are new ones; of the others there are a few that are used again. */
function keyPair(type: DraftKey): Keys {
  if (type === 'ec') return generate(type)
  const pool = pools.get(type) ?? []
  pools.set(type, pool)
  if (pool.length < 3) pool.push(generate(type))
  else pool.push(pool.shift()!)
  return pool.at(-1)!
}

function generate(type: DraftKey): Keys {
  const privateKey = privateKeyOf(type)
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  // The point's last bytes are no point of the curve any more.
  if (type === 'unreadable') publicKey.fill(0xff, publicKey.length - 32)
  return { publicKey, privateKey }
}

function privateKeyOf(type: DraftKey): KeyObject {
  const bits = { rsa: 2048, 'rsa-1024': 1024, 'rsa-768': 768 }[type as string]
  if (bits !== undefined) return generateKeyPairSync('rsa', { modulusLength: bits }).privateKey
  if (type === 'ed25519') return generateKeyPairSync('ed25519').privateKey
  const namedCurve = type === 'ec-p224' ? 'P-224' : 'P-256'
  const paramEncoding = type === 'explicit' ? 'explicit' : 'named'
  return generateKeyPairSync('ec', { namedCurve, paramEncoding }).privateKey
}
