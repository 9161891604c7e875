import { DecodeError, reasonOf } from '../decode-error.ts'
import { contextTag, DerReader, type DerValue, derTag } from './der.ts'
import { type GeneralName, readGeneralName } from './general-name.ts'
import { type NameConstraints, readNameConstraints } from './name-constraints.ts'
import { extensionIdentifiers, keyPurposes } from './object-identifiers.ts'
import {
  hasBit,
  paddingDefect,
  readBitString,
  readBoolean,
  readInteger,
  readObjectIdentifier,
} from './primitive-values.ts'

export interface CertificateExtension {
  /** Dotted form. */
  identifier: string
  critical: boolean
  /** Content of extnValue: the extension's own DER. */
  value: Uint8Array
}

/** Extensions as they stand, and what those of RFC 5280 4.2 say. An absent extension is an absent fact. */
export interface CertificateExtensions {
  extensions: CertificateExtension[]
  basicConstraints?: { isCA: boolean; pathLength?: number }
  keyUsage?: KeyUsage[]
  /** Names, otherwise dotted forms. */
  extendedKeyUsage?: string[]
  subjectAltNames?: GeneralName[]
  nameConstraints?: NameConstraints
  /** Hexadecimal digits in upper case. */
  subjectKeyIdentifier?: string
  authorityKeyIdentifier?: AuthorityKeyIdentifier
  /** Where CRLs are. */
  crlDistributionPoints?: GeneralName[]
  /** Purposes in the form that came before extended key usages. */
  netscapeCertType?: NetscapeCertType[]
  /** Of a proxy certificate, which its holder signed for another (RFC 3820 3.8). */
  proxy?: { pathLength?: number }
  /** What is wrong with extensions that path validation reads: it uses no certificate that has any. */
  extensionDefects: string[]
  /** Dotted forms of those that are there more than once. */
  repeatedExtensions: string[]
}

export interface AuthorityKeyIdentifier {
  /** Hexadecimal digits in upper case. */
  keyIdentifier?: string
  issuer?: GeneralName[]
  /** As `Certificate.serialNumber`. */
  serialNumber?: string
}

export type KeyUsage = (typeof keyUsages)[number]

export type NetscapeCertType = (typeof netscapeCertTypes)[number]

type Attempt = <Fact>(read: () => Fact | undefined) => Fact | undefined

/** `field` is the `[3] EXPLICIT` of TBSCertificate; `attempt` notes a defect and goes on. */
export function readCertificateExtensions(field: DerValue | undefined, attempt: Attempt): CertificateExtensions {
  const extensions = (field && attempt(() => readList(field))) ?? []
  const facts: CertificateExtensions = { extensions, extensionDefects: [], repeatedExtensions: [] }
  const read = new Set<string>()
  for (const extension of extensions) {
    if (read.has(extension.identifier)) attempt(() => rejectRepeated(extension, facts))
    else attempt(() => readFact(extension, facts))
    read.add(extension.identifier)
  }
  if (facts.proxy) attempt(() => rejectNamedProxy(read, facts))
  return facts
}

/** RFC 3820 3.2, 3.5: OpenSSL uses none that is an authority or has other names than its subject. */
function rejectNamedProxy(identifiers: ReadonlySet<string>, facts: CertificateExtensions): void {
  const { subjectAltName, issuerAltName } = extensionIdentifiers
  const named = [subjectAltName, issuerAltName].find((identifier) => identifiers.has(identifier))
  if (named === undefined && facts.basicConstraints?.isCA !== true) return
  const found = named === undefined ? 'cA in BasicConstraints' : `the extension ${named}`
  reject(new DecodeError('ProxyCertInfo', 'a certificate of no authority, without alternative names', found), facts)
}

/** RFC 5280 4.1.2.9 */
function readList({ content }: DerValue): CertificateExtension[] {
  const outer = new DerReader(content, 'TBSCertificate.extensions')
  const extensions = outer.inside('Extensions', derTag.sequence).list((list) => {
    const reader = list.inside('Extension', derTag.sequence)
    const identifier = readObjectIdentifier(reader.value('extnID', derTag.objectIdentifier))
    const critical = reader.optional('critical', derTag.boolean)
    const value = reader.value('extnValue', derTag.octetString).content
    reader.end()
    return { identifier, critical: critical !== undefined && readBoolean(critical), value }
  })
  outer.end()
  return extensions
}

/** RFC 5280 4.2; OpenSSL 3 minds only those that it reads. */
function rejectRepeated({ identifier }: CertificateExtension, facts: CertificateExtensions): never {
  const error = new DecodeError('Extensions', 'each extension once', `${identifier} twice`)
  facts.repeatedExtensions.push(identifier)
  if (readers.has(identifier)) reject(error, facts)
  throw error
}

function reject(error: unknown, facts: CertificateExtensions): never {
  facts.extensionDefects.push(reasonOf(error))
  throw error
}

function readFact(extension: CertificateExtension, facts: CertificateExtensions): void {
  const read = readers.get(extension.identifier)
  if (!read) return
  const reader = new DerReader(extension.value, `extension ${extension.identifier}`)
  try {
    read(reader, facts)
  } catch (error) {
    reject(error, facts)
  }
  // OpenSSL does not look at what follows the value.
  reader.end()
}

/** Those that path validation needs; of the others only their presence counts. */
const readers = new Map<string, (reader: DerReader, facts: CertificateExtensions) => void>([
  [
    extensionIdentifiers.basicConstraints,
    (reader, facts) => {
      facts.basicConstraints = readBasicConstraints(reader)
    },
  ],
  [
    extensionIdentifiers.keyUsage,
    (reader, facts) => {
      facts.keyUsage = readKeyUsage(reader)
      if (facts.keyUsage.length === 0) throw new DecodeError('KeyUsage', 'at least one bit', 'none')
    },
  ],
  [
    extensionIdentifiers.extendedKeyUsage,
    (reader, facts) => {
      facts.extendedKeyUsage = reader.inside('ExtKeyUsageSyntax', derTag.sequence).list(readPurpose)
    },
  ],
  [
    extensionIdentifiers.subjectAltName,
    (reader, facts) => {
      facts.subjectAltNames = reader.inside('GeneralNames', derTag.sequence).list(readGeneralName)
    },
  ],
  [
    extensionIdentifiers.nameConstraints,
    (reader, facts) => {
      facts.nameConstraints = readNameConstraints(reader)
    },
  ],
  [
    extensionIdentifiers.subjectKeyIdentifier,
    (reader, facts) => {
      facts.subjectKeyIdentifier = digits(reader.value('SubjectKeyIdentifier', derTag.octetString))
    },
  ],
  [
    extensionIdentifiers.authorityKeyIdentifier,
    (reader, facts) => {
      facts.authorityKeyIdentifier = readAuthorityKeyIdentifier(reader)
    },
  ],
  [
    extensionIdentifiers.crlDistributionPoints,
    (reader, facts) => {
      facts.crlDistributionPoints = readDistributionPoints(reader)
    },
  ],
  [
    extensionIdentifiers.netscapeCertType,
    (reader, facts) => {
      const { bytes } = readBitString(reader.value('NetscapeCertType', derTag.bitString))
      facts.netscapeCertType = netscapeCertTypes.filter((_, number) => hasBit(bytes, number))
    },
  ],
  [
    extensionIdentifiers.proxyCertInfo,
    (outer, facts) => {
      const reader = outer.inside('ProxyCertInfo', derTag.sequence)
      const pathLength = reader.optional('pCPathLenConstraint', derTag.integer)
      reader.value('proxyPolicy', derTag.sequence)
      reader.end()
      facts.proxy = pathLength === undefined ? {} : { pathLength: readPathLength(pathLength) }
    },
  ],
  // Of these OpenSSL minds the form, whatever they say (RFC 3779).
  ...(['addressBlocks', 'autonomousSystems'] as const).map(
    (name) => [extensionIdentifiers[name], (reader: DerReader) => void reader.value(name, derTag.sequence)] as const,
  ),
])

/** In the order of the bits. */
const netscapeCertTypes = ['client', 'server', 'email', 'objsign', 'reserved', 'sslCA', 'emailCA', 'objCA'] as const

/** RFC 5280 4.2.1.9 */
function readBasicConstraints(outer: DerReader): { isCA: boolean; pathLength?: number } {
  const reader = outer.inside('BasicConstraints', derTag.sequence)
  const ca = reader.optional('cA', derTag.boolean)
  const pathLength = reader.optional('pathLenConstraint', derTag.integer)
  reader.end()
  return {
    isCA: ca !== undefined && readBoolean(ca),
    ...(pathLength !== undefined && { pathLength: readPathLength(pathLength) }),
  }
}

function readPathLength(value: DerValue): number {
  const length = Number.parseInt(readStrictInteger(value), 16)
  if (length < 0) throw new DecodeError('pathLenConstraint', 'a number from 0', `${length}`)
  return length
}

function readStrictInteger(value: DerValue): string {
  const defect = paddingDefect(value)
  if (defect !== undefined) throw new DecodeError('INTEGER', 'its shortest form', defect)
  return readInteger(value)
}

/** RFC 5280 4.2.1.3, in the order of the bits */
export const keyUsages = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const

function readKeyUsage(reader: DerReader): KeyUsage[] {
  const { bytes } = readBitString(reader.value('KeyUsage', derTag.bitString))
  return keyUsages.filter((_, number) => hasBit(bytes, number))
}

/** RFC 5280 4.2.1.12 */
function readPurpose(reader: DerReader): string {
  const identifier = readObjectIdentifier(reader.value('KeyPurposeId', derTag.objectIdentifier))
  return keyPurposes.get(identifier) ?? identifier
}

/** RFC 5280 4.2.1.1 */
export function readAuthorityKeyIdentifier(outer: DerReader): AuthorityKeyIdentifier {
  const reader = outer.inside('AuthorityKeyIdentifier', derTag.sequence)
  const keyIdentifier = reader.optional('keyIdentifier', contextTag(0, 'primitive'))
  const issuer = reader.optional('authorityCertIssuer', contextTag(1, 'constructed'))
  const serialNumber = reader.optional('authorityCertSerialNumber', contextTag(2, 'primitive'))
  reader.end()
  return {
    ...(keyIdentifier !== undefined && { keyIdentifier: digits(keyIdentifier) }),
    ...(issuer !== undefined && { issuer: new DerReader(issuer.content, 'authorityCertIssuer').list(readGeneralName) }),
    ...(serialNumber !== undefined && { serialNumber: readStrictInteger(serialNumber) }),
  }
}

/** RFC 5280 4.2.1.13: of each point, its full name */
function readDistributionPoints(outer: DerReader): GeneralName[] {
  const points = outer.inside('CRLDistributionPoints', derTag.sequence)
  return points
    .list((list) => {
      const point = list.inside('DistributionPoint', derTag.sequence)
      const name = point.optional('distributionPoint', contextTag(0, 'constructed'))
      const full =
        name && new DerReader(name.content, 'distributionPoint').optional('fullName', contextTag(0, 'constructed'))
      return full === undefined ? [] : new DerReader(full.content, 'fullName').list(readGeneralName)
    })
    .flat()
}

function digits({ content }: DerValue): string {
  return Buffer.from(content).toString('hex').toUpperCase()
}
