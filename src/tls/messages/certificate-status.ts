import { DecodeError } from '../decode-error.ts'
import type { Reader } from '../reader.ts'

export interface CertificateStatus {
  name: 'CertificateStatus'
  /** OCSPResponse in DER. */
  ocspResponse: Uint8Array
}

/** RFC 6066 section 8: a message of its own in TLS 1.2, an extension of the leaf in TLS 1.3. */
export function readCertificateStatus(reader: Reader): CertificateStatus {
  return { name: 'CertificateStatus', ocspResponse: readOcspResponse(reader) }
}

export function readOcspResponse(reader: Reader): Uint8Array {
  const type = reader.uint8('status_type')
  if (type !== 1) throw new DecodeError('CertificateStatus.status_type', 'ocsp (1)', `${type}`)
  return reader.vector24('OCSPResponse')
}
