import { isUtf8 } from 'node:buffer'
import { DecodeError, reasonOf } from './decode-error.ts'
import { type NameAttribute, nameText, readName } from './distinguished-name.ts'
import { type CertificateExtensions, readCertificateExtensions } from './x509/certificate-extensions.ts'
import { contextTag, DerReader, type DerValue, derTag } from './x509/der.ts'
import { isStrictTime, paddingDefect, readInteger, readTime } from './x509/primitive-values.ts'
import { type PublicKeyFacts, readPublicKey } from './x509/public-key.ts'
import { readSignatureAlgorithm, type SignatureFacts } from './x509/signature-algorithm.ts'

/** A Name in the forms that people read, code compares and constraints apply to. */
export interface ParsedName {
  /** RFC 4514. */
  text: string
  der: Uint8Array
  /** In the order of the bytes, least specific first. */
  attributes: NameAttribute[][]
}

/** Everything of a certificate that path validation needs (RFC 5280 4.1, 4.2). A fact that could not be read is absent. */
export interface ParsedCertificate extends CertificateExtensions {
  der: Uint8Array
  /** 1, 2 or 3. */
  version?: number
  /** As `Certificate.serialNumber`. */
  serialNumber?: string
  subject?: ParsedName
  issuer?: ParsedName
  validFrom?: Date
  validTo?: Date
  /** Fields of the validity that OpenSSL cannot compare: their time has another form than RFC 5280 4.1.2.5 wants. */
  looseTimes: ('notBefore' | 'notAfter')[]
  publicKey?: PublicKeyFacts
  signature?: SignatureFacts
  /** Of the signed part; the same in a sound certificate. */
  signedAlgorithm?: SignatureFacts
  /** The algorithm outside the signed part is not the one inside (RFC 5280 4.1.1.2). */
  signatureAlgorithmDiffers: boolean
  /** What could not be read, one sentence each; empty for a well-formed certificate. */
  defects: string[]
}

/** Reads a certificate in DER (RFC 5280 4.1). Never throws: see `defects`. */
export function parseCertificate(der: Uint8Array): ParsedCertificate {
  const defects: string[] = []
  /** A defect of one field leaves the others readable. */
  const attempt = <Fact>(read: () => Fact): Fact | undefined => {
    try {
      return read()
    } catch (error) {
      defects.push(reasonOf(error))
      return undefined
    }
  }
  const fields = readFields(der, attempt)
  const fact = <Fact>(value: DerValue | undefined, read: (value: DerValue) => Fact): Fact | undefined =>
    value && attempt(() => read(value))
  const validity = fact(fields.validity, readValidity)
  attempt(() => rejectPadding(fields.serialNumber))
  for (const name of [fields.issuer, fields.subject]) attempt(() => name && rejectDamagedText(name))
  return {
    der,
    ...readCertificateExtensions(fields.extensions, attempt),
    ...present({
      version: fields.serialNumber && attempt(() => readVersion(fields.version)),
      serialNumber: fact(fields.serialNumber, readInteger),
      subject: fact(fields.subject, parseName),
      issuer: fact(fields.issuer, parseName),
      validFrom: fact(validity?.notBefore, readTime),
      validTo: fact(validity?.notAfter, readTime),
      publicKey: fact(fields.publicKey, readPublicKey),
      signature: fact(fields.algorithm, readSignatureAlgorithm),
      signedAlgorithm: fact(fields.innerAlgorithm, readSignatureAlgorithm),
    }),
    looseTimes: (['notBefore', 'notAfter'] as const).filter((name) => validity && !isStrictTime(validity[name])),
    signatureAlgorithmDiffers: !sameBytes(fields.algorithm, fields.innerAlgorithm),
    defects,
  }
}

type FieldName =
  | 'version'
  | 'serialNumber'
  | 'innerAlgorithm'
  | 'issuer'
  | 'validity'
  | 'subject'
  | 'publicKey'
  | 'extensions'
  | 'algorithm'

/** The values of Certificate and TBSCertificate, as far as they can be told apart. */
function readFields(der: Uint8Array, attempt: (read: () => void) => void): { [Name in FieldName]?: DerValue } {
  const fields: { [Name in FieldName]?: DerValue } = {}
  attempt(() => {
    const outer = new DerReader(der, 'Certificate')
    const certificate = outer.inside('Certificate', derTag.sequence)
    const signed = certificate.inside('tbsCertificate', derTag.sequence)
    attempt(() => readSignedFields(signed, fields))
    fields.algorithm = certificate.value('signatureAlgorithm', derTag.sequence)
    certificate.value('signatureValue', derTag.bitString)
    certificate.end()
    outer.end()
  })
  return fields
}

/** TBSCertificate (RFC 5280 4.1.2) */
function readSignedFields(reader: DerReader, fields: { [Name in FieldName]?: DerValue }): void {
  const version = reader.optional('version', contextTag(0, 'constructed'))
  if (version !== undefined) fields.version = version
  fields.serialNumber = reader.value('serialNumber', derTag.integer)
  fields.innerAlgorithm = reader.value('signature', derTag.sequence)
  fields.issuer = reader.value('issuer', derTag.sequence)
  fields.validity = reader.value('validity', derTag.sequence)
  fields.subject = reader.value('subject', derTag.sequence)
  fields.publicKey = reader.value('subjectPublicKeyInfo', derTag.sequence)
  reader.optional('issuerUniqueID', contextTag(1, 'primitive'))
  reader.optional('subjectUniqueID', contextTag(2, 'primitive'))
  const extensions = reader.optional('extensions', contextTag(3, 'constructed'))
  if (extensions !== undefined) fields.extensions = extensions
  reader.end()
}

function readVersion(value: DerValue | undefined): number {
  if (value === undefined) return 1
  return Number.parseInt(readInteger(new DerReader(value.content, 'version').value('version', derTag.integer)), 16) + 1
}

/** X.690 8.3.2: OpenSSL reads no certificate that has one. */
function rejectPadding(serialNumber: DerValue | undefined): void {
  const defect = serialNumber && paddingDefect(serialNumber)
  if (defect !== undefined) throw new DecodeError('TBSCertificate.serialNumber', 'the shortest form', defect)
}

function rejectDamagedText({ whole }: DerValue): void {
  for (const { type, der } of readName(whole).flat()) {
    const { tag, content } = new DerReader(der, type).value('value')
    if (tag === derTag.utf8String && !isUtf8(content))
      throw new DecodeError(`Name.${type}`, 'UTF-8', `bytes that are none: ${Buffer.from(content).toString('hex')}`)
  }
}

function parseName({ whole }: DerValue): ParsedName {
  const attributes = readName(whole)
  return { text: nameText(attributes), der: whole, attributes }
}

function readValidity({ content }: DerValue): { notBefore: DerValue; notAfter: DerValue } {
  const reader = new DerReader(content, 'Validity')
  const notBefore = reader.value('notBefore', derTag.utcTime, derTag.generalizedTime)
  const notAfter = reader.value('notAfter', derTag.utcTime, derTag.generalizedTime)
  reader.end()
  return { notBefore, notAfter }
}

function sameBytes(left: DerValue | undefined, right: DerValue | undefined): boolean {
  return left === undefined || right === undefined || Buffer.from(left.whole).equals(right.whole)
}

type Present<Facts> = { [Name in keyof Facts]?: NonNullable<Facts[Name]> }

/** Without the facts that could not be read. */
function present<Facts extends object>(facts: Facts): Present<Facts> {
  return Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined)) as Present<Facts>
}
