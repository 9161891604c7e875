import { DecodeError } from './decode-error.ts'
import { contextTag, DerReader, type DerValue, derTag } from './x509/der.ts'
import { readBitString, readInteger, readObjectIdentifier, readTime } from './x509/primitive-values.ts'
import { readSignatureAlgorithm, type SignatureFacts } from './x509/signature-algorithm.ts'

/** An OCSP response and its signature (RFC 6960 4.2.1). Nothing of it is verified. */
export interface OcspResponse {
  statuses: OcspStatus[]
  /** ResponseData in DER. */
  signed: Uint8Array
  algorithm: SignatureFacts
  signature: Uint8Array
  /** What the responder sent along, DER. */
  certificates: Uint8Array[]
}

/** What an OCSP response says of one certificate. */
export interface OcspStatus {
  /** Hexadecimal digits in upper case, without leading zeros, as `Certificate.serialNumber`. */
  serialNumber: string
  /** Dotted form of the hash by which the issuer is named. */
  issuerHash: string
  /** Hash of the issuer's distinguished name. */
  issuerName: Uint8Array
  status: 'good' | 'revoked' | 'unknown'
  /** Absent unless `revoked`. */
  revokedAt?: Date
  thisUpdate: Date
  /** When newer information is to be expected; absent: at any time. */
  nextUpdate?: Date
}

const enumerated = 0x0a
const successful = 0

/** Undefined when the responder reports an error. Throws a DecodeError. */
export function readOcspResponse(der: Uint8Array): OcspResponse | undefined {
  const response = new DerReader(der, 'OCSPResponse').inside('OCSPResponse', derTag.sequence)
  if (response.value('responseStatus', enumerated).content[0] !== successful) return undefined
  const bytes = response.inside('responseBytes', contextTag(0, 'constructed')).inside('ResponseBytes', derTag.sequence)
  bytes.value('responseType', derTag.objectIdentifier)
  const outer = new DerReader(bytes.value('response', derTag.octetString).content, 'response')
  const basic = outer.inside('BasicOCSPResponse', derTag.sequence)
  const signed = basic.value('tbsResponseData', derTag.sequence)
  const algorithm = readSignatureAlgorithm(basic.value('signatureAlgorithm', derTag.sequence))
  const { bytes: signature } = readBitString(basic.value('signature', derTag.bitString))
  const certificates = basic.optional('certs', contextTag(0, 'constructed'))
  return {
    statuses: readStatuses(signed),
    signed: signed.whole,
    algorithm,
    signature,
    certificates: certificates === undefined ? [] : readCertificates(certificates),
  }
}

/** Every certificate that a response speaks of; none when the responder reports an error. Throws a DecodeError. */
export function readOcspStatuses(der: Uint8Array): OcspStatus[] {
  return readOcspResponse(der)?.statuses ?? []
}

function readStatuses({ content }: DerValue): OcspStatus[] {
  const data = new DerReader(content, 'tbsResponseData')
  data.optional('version', contextTag(0, 'constructed'))
  data.value('responderID', contextTag(1, 'constructed'), contextTag(2, 'constructed'))
  data.value('producedAt', derTag.generalizedTime)
  return data.inside('responses', derTag.sequence).list(readSingleResponse)
}

function readCertificates({ content }: DerValue): Uint8Array[] {
  const list = new DerReader(content, 'certs').inside('certs', derTag.sequence)
  return list.list((reader) => reader.value('Certificate', derTag.sequence).whole)
}

function readSingleResponse(responses: DerReader): OcspStatus {
  const single = responses.inside('SingleResponse', derTag.sequence)
  const certificate = single.inside('certID', derTag.sequence)
  const algorithm = certificate.inside('hashAlgorithm', derTag.sequence)
  const issuerHash = readObjectIdentifier(algorithm.value('algorithm', derTag.objectIdentifier))
  const issuerName = certificate.value('issuerNameHash', derTag.octetString).content
  certificate.value('issuerKeyHash', derTag.octetString)
  const serialNumber = readInteger(certificate.value('serialNumber', derTag.integer))
  const status = readStatus(single.value('certStatus'))
  const thisUpdate = readTime(single.value('thisUpdate', derTag.generalizedTime))
  const next = single.optional('nextUpdate', contextTag(0, 'constructed'))
  const nextUpdate = next && readTime(new DerReader(next.content, 'nextUpdate').value('time', derTag.generalizedTime))
  return { serialNumber, issuerHash, issuerName, ...status, thisUpdate, ...(nextUpdate && { nextUpdate }) }
}

function readStatus(value: DerValue): Pick<OcspStatus, 'status' | 'revokedAt'> {
  if (value.tag === contextTag(0, 'primitive')) return { status: 'good' }
  if (value.tag === contextTag(2, 'primitive')) return { status: 'unknown' }
  if (value.tag !== contextTag(1, 'constructed')) {
    throw new DecodeError('SingleResponse.certStatus', 'good, revoked or unknown', `tag ${value.tag}`)
  }
  const time = new DerReader(value.content, 'RevokedInfo').value('revocationTime', derTag.generalizedTime)
  return { status: 'revoked', revokedAt: readTime(time) }
}
