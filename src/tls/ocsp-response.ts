import { DecodeError } from './decode-error.ts'
import { contextTag, DerReader, type DerValue, derTag } from './x509/der.ts'
import { readInteger, readTime } from './x509/primitive-values.ts'

/** What an OCSP response says of one certificate (RFC 6960 4.2.1). */
export interface OcspStatus {
  /** Hexadecimal digits in upper case, without leading zeros, as `Certificate.serialNumber`. */
  serialNumber: string
  status: 'good' | 'revoked' | 'unknown'
  /** Absent unless `revoked`. */
  revokedAt?: Date
  thisUpdate: Date
  /** When newer information is to be expected; absent: at any time. */
  nextUpdate?: Date
}

const enumerated = 0x0a
const successful = 0

/** Every certificate that a response speaks of; none when the responder reports an error. Throws a DecodeError. The signature is not checked. */
export function readOcspStatuses(der: Uint8Array): OcspStatus[] {
  const response = new DerReader(der, 'OCSPResponse').inside('OCSPResponse', derTag.sequence)
  if (response.value('responseStatus', enumerated).content[0] !== successful) return []
  const bytes = response.inside('responseBytes', contextTag(0, 'constructed')).inside('ResponseBytes', derTag.sequence)
  bytes.value('responseType', derTag.objectIdentifier)
  const basic = new DerReader(bytes.value('response', derTag.octetString).content, 'response')
  const data = basic.inside('BasicOCSPResponse', derTag.sequence).inside('tbsResponseData', derTag.sequence)
  data.optional('version', contextTag(0, 'constructed'))
  data.value('responderID', contextTag(1, 'constructed'), contextTag(2, 'constructed'))
  data.value('producedAt', derTag.generalizedTime)
  return data.inside('responses', derTag.sequence).list(readSingleResponse)
}

function readSingleResponse(responses: DerReader): OcspStatus {
  const single = responses.inside('SingleResponse', derTag.sequence)
  const certificate = single.inside('certID', derTag.sequence)
  certificate.value('hashAlgorithm', derTag.sequence)
  certificate.value('issuerNameHash', derTag.octetString)
  certificate.value('issuerKeyHash', derTag.octetString)
  const serialNumber = readInteger(certificate.value('serialNumber', derTag.integer))
  const status = readStatus(single.value('certStatus'))
  const thisUpdate = readTime(single.value('thisUpdate', derTag.generalizedTime))
  const next = single.optional('nextUpdate', contextTag(0, 'constructed'))
  const nextUpdate = next && readTime(new DerReader(next.content, 'nextUpdate').value('time', derTag.generalizedTime))
  return { serialNumber, ...status, thisUpdate, ...(nextUpdate && { nextUpdate }) }
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
