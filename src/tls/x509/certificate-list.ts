import { distinguishedName, type NameAttribute, readName } from '../distinguished-name.ts'
import { type AuthorityKeyIdentifier, readAuthorityKeyIdentifier } from './certificate-extensions.ts'
import { contextTag, DerReader, type DerValue, derTag } from './der.ts'
import { type GeneralName, readGeneralName } from './general-name.ts'
import { readBitString, readBoolean, readInteger, readObjectIdentifier, readTime } from './primitive-values.ts'
import { readSignatureAlgorithm, type SignatureFacts } from './signature-algorithm.ts'

/** A certificate revocation list (RFC 5280 section 5). */
export interface CertificateList {
  /** RFC 4514, and in the order of the bytes. */
  issuer: { text: string; attributes: NameAttribute[][] }
  thisUpdate: Date
  /** Absent: nobody knows when the next one comes. */
  nextUpdate?: Date
  /** By serial number, as `Certificate.serialNumber`. */
  revoked: Map<string, { at: Date; reason?: number }>
  authorityKeyIdentifier?: AuthorityKeyIdentifier
  /** What it covers, where that is less than everything of its issuer. */
  scope?: ListScope
  /** Dotted forms of critical extensions that are not read here. */
  unknownCritical: string[]
  /** What was signed, by which algorithm, and the signature. */
  signed: { bytes: Uint8Array; algorithm: SignatureFacts; signature: Uint8Array }
}

/** issuingDistributionPoint (RFC 5280 5.2.5) */
export interface ListScope {
  onlyUsers: boolean
  onlyAuthorities: boolean
  onlyAttributes: boolean
  onlySomeReasons: boolean
  indirect: boolean
  /** Full names of its distribution point; absent: it names none. */
  point?: GeneralName[]
}

/** Throws a DecodeError. */
export function readCertificateList(der: Uint8Array): CertificateList {
  const outer = new DerReader(der, 'CertificateList').inside('CertificateList', derTag.sequence)
  const tbs = outer.value('tbsCertList', derTag.sequence)
  const algorithm = readSignatureAlgorithm(outer.value('signatureAlgorithm', derTag.sequence))
  const { bytes: signature } = readBitString(outer.value('signatureValue', derTag.bitString))
  const reader = new DerReader(tbs.content, 'TBSCertList')
  reader.optional('version', derTag.integer)
  reader.value('signature', derTag.sequence)
  const { whole: issuer } = reader.value('issuer', derTag.sequence)
  const thisUpdate = readTime(reader.value('thisUpdate', derTag.utcTime, derTag.generalizedTime))
  const next = reader.optional('nextUpdate', derTag.utcTime) ?? reader.optional('nextUpdate', derTag.generalizedTime)
  const entries = reader.optional('revokedCertificates', derTag.sequence)
  return {
    issuer: { text: distinguishedName(issuer), attributes: readName(issuer) },
    thisUpdate,
    ...(next && { nextUpdate: readTime(next) }),
    revoked: new Map(entries ? new DerReader(entries.content, 'revokedCertificates').list(readEntry) : []),
    ...readListExtensions(reader.optional('crlExtensions', contextTag(0, 'constructed'))),
    signed: { bytes: tbs.whole, algorithm, signature },
  }
}

function readEntry(list: DerReader): [serialNumber: string, entry: { at: Date; reason?: number }] {
  const entry = list.inside('revokedCertificate', derTag.sequence)
  const serialNumber = readInteger(entry.value('userCertificate', derTag.integer))
  const at = readTime(entry.value('revocationDate', derTag.utcTime, derTag.generalizedTime))
  const extensions = entry.optional('crlEntryExtensions', derTag.sequence)
  const reason = extensions && extensionsIn(extensions).find(({ identifier }) => identifier === '2.5.29.21')?.value
  return [serialNumber, { at, ...(reason && { reason: reason.at(-1) as number }) }]
}

function readListExtensions(
  field: DerValue | undefined,
): Pick<CertificateList, 'authorityKeyIdentifier' | 'scope' | 'unknownCritical'> {
  const extensions = field ? extensionsIn(new DerReader(field.content, 'crlExtensions').value('Extensions')) : []
  const valueIn = (wanted: string) => extensions.find(({ identifier }) => identifier === wanted)?.value
  const keyIdentifier = valueIn('2.5.29.35')
  const scope = valueIn('2.5.29.28')
  return {
    ...(keyIdentifier && { authorityKeyIdentifier: readAuthorityKeyIdentifier(new DerReader(keyIdentifier, 'CRL')) }),
    ...(scope && { scope: readScope(scope) }),
    unknownCritical: extensions
      .filter(({ critical, identifier }) => critical && !readExtensions.has(identifier))
      .map(({ identifier }) => identifier),
  }
}

/** authorityKeyIdentifier, issuingDistributionPoint, deltaCRLIndicator: those that OpenSSL takes when they are critical. */
const readExtensions = new Set(['2.5.29.35', '2.5.29.28', '2.5.29.27'])

function extensionsIn({ content }: DerValue): { identifier: string; critical: boolean; value: Uint8Array }[] {
  return new DerReader(content, 'Extensions').list((list) => {
    const extension = list.inside('Extension', derTag.sequence)
    const identifier = readObjectIdentifier(extension.value('extnID', derTag.objectIdentifier))
    const critical = extension.optional('critical', derTag.boolean)
    const { content: value } = extension.value('extnValue', derTag.octetString)
    return { identifier, critical: critical !== undefined && readBoolean(critical), value }
  })
}

function readScope(der: Uint8Array): ListScope {
  const reader = new DerReader(der, 'IssuingDistributionPoint').inside('IssuingDistributionPoint', derTag.sequence)
  const flag = (number: number): boolean => {
    const value = reader.optional(`[${number}]`, contextTag(number, 'primitive'))
    return value !== undefined && readBoolean(value)
  }
  const point = reader.optional('distributionPoint', contextTag(0, 'constructed'))
  const onlyUsers = flag(1)
  const onlyAuthorities = flag(2)
  const onlySomeReasons = reader.optional('onlySomeReasons', contextTag(3, 'primitive')) !== undefined
  const indirect = flag(4)
  const onlyAttributes = flag(5)
  return {
    ...(point && { point: readPoint(point) }),
    ...{ onlyUsers, onlyAuthorities, onlyAttributes, onlySomeReasons, indirect },
  }
}

function readPoint({ content }: DerValue): GeneralName[] {
  const full = new DerReader(content, 'distributionPoint').optional('fullName', contextTag(0, 'constructed'))
  return full ? new DerReader(full.content, 'fullName').list(readGeneralName) : []
}
