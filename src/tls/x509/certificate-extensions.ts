import { DecodeError } from '../decode-error.ts'
import { contextTag, DerReader, type DerValue, derTag } from './der.ts'
import { type GeneralName, readGeneralName } from './general-name.ts'
import { type NameConstraints, readNameConstraints } from './name-constraints.ts'
import { extensionIdentifiers, keyPurposes } from './object-identifiers.ts'
import { hasBit, readBitString, readBoolean, readInteger, readObjectIdentifier } from './primitive-values.ts'

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
}

export interface AuthorityKeyIdentifier {
  /** Hexadecimal digits in upper case. */
  keyIdentifier?: string
  issuer?: GeneralName[]
  /** As `Certificate.serialNumber`. */
  serialNumber?: string
}

export type KeyUsage = (typeof keyUsages)[number]

type Attempt = <Fact>(read: () => Fact | undefined) => Fact | undefined

/** `field` is the `[3] EXPLICIT` of TBSCertificate; `attempt` notes a defect and goes on. */
export function readCertificateExtensions(field: DerValue | undefined, attempt: Attempt): CertificateExtensions {
  const extensions = (field && attempt(() => readList(field))) ?? []
  attempt(() => rejectRepeated(extensions))
  const facts: CertificateExtensions = { extensions }
  for (const extension of extensions) attempt(() => readFact(extension, facts))
  return facts
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

/** RFC 5280 4.2 */
function rejectRepeated(extensions: readonly CertificateExtension[]): void {
  const identifiers = extensions.map(({ identifier }) => identifier)
  const twice = identifiers.find((identifier, place) => identifiers.indexOf(identifier) < place)
  if (twice !== undefined) throw new DecodeError('Extensions', 'each extension once', `${twice} twice`)
}

function readFact({ identifier, value }: CertificateExtension, facts: CertificateExtensions): void {
  const reader = new DerReader(value, `extension ${identifier}`)
  switch (identifier) {
    case extensionIdentifiers.basicConstraints:
      facts.basicConstraints = readBasicConstraints(reader)
      break
    case extensionIdentifiers.keyUsage:
      facts.keyUsage = readKeyUsage(reader)
      break
    case extensionIdentifiers.extendedKeyUsage:
      facts.extendedKeyUsage = reader.inside('ExtKeyUsageSyntax', derTag.sequence).list(readPurpose)
      break
    case extensionIdentifiers.subjectAltName:
      facts.subjectAltNames = reader.inside('GeneralNames', derTag.sequence).list(readGeneralName)
      break
    case extensionIdentifiers.nameConstraints:
      facts.nameConstraints = readNameConstraints(reader)
      break
    case extensionIdentifiers.subjectKeyIdentifier:
      facts.subjectKeyIdentifier = digits(reader.value('SubjectKeyIdentifier', derTag.octetString))
      break
    case extensionIdentifiers.authorityKeyIdentifier:
      facts.authorityKeyIdentifier = readAuthorityKeyIdentifier(reader)
      break
    case extensionIdentifiers.crlDistributionPoints:
      facts.crlDistributionPoints = readDistributionPoints(reader)
      break
    default:
      return
  }
  reader.end()
}

/** RFC 5280 4.2.1.9 */
function readBasicConstraints(outer: DerReader): { isCA: boolean; pathLength?: number } {
  const reader = outer.inside('BasicConstraints', derTag.sequence)
  const ca = reader.optional('cA', derTag.boolean)
  const pathLength = reader.optional('pathLenConstraint', derTag.integer)
  reader.end()
  return {
    isCA: ca !== undefined && readBoolean(ca),
    ...(pathLength !== undefined && { pathLength: Number.parseInt(readInteger(pathLength), 16) }),
  }
}

/** RFC 5280 4.2.1.3, in the order of the bits */
const keyUsages = [
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
function readAuthorityKeyIdentifier(outer: DerReader): AuthorityKeyIdentifier {
  const reader = outer.inside('AuthorityKeyIdentifier', derTag.sequence)
  const keyIdentifier = reader.optional('keyIdentifier', contextTag(0, 'primitive'))
  const issuer = reader.optional('authorityCertIssuer', contextTag(1, 'constructed'))
  const serialNumber = reader.optional('authorityCertSerialNumber', contextTag(2, 'primitive'))
  reader.end()
  return {
    ...(keyIdentifier !== undefined && { keyIdentifier: digits(keyIdentifier) }),
    ...(issuer !== undefined && { issuer: new DerReader(issuer.content, 'authorityCertIssuer').list(readGeneralName) }),
    ...(serialNumber !== undefined && { serialNumber: readInteger(serialNumber) }),
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
