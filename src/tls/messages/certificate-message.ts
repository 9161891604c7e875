import type { Reader } from '../reader.ts'
import { extension } from '../registry/extensions.ts'
import { protocolVersion } from '../registry/protocol-versions.ts'
import { readOcspResponse } from './certificate-status.ts'
import { readExtension, readExtensions } from './extension-block.ts'

export interface CertificateMessage {
  name: 'Certificate'
  /** TLS 1.3: echoes the request's. */
  context?: Uint8Array
  /** DER, leaf first; empty when the sender has none. */
  chain: Uint8Array[]
  /** TLS 1.3: OCSPResponse in DER that the server stapled to its leaf (RFC 8446 4.4.2.1). */
  ocspResponse?: Uint8Array
  /** It came as a CompressedCertificate (RFC 8879), with this algorithm. */
  compression?: number
}

export function readCertificateMessage(reader: Reader, version: number): CertificateMessage {
  return version === protocolVersion.tls13 ? readTls13(reader) : readTls12(reader)
}

/** RFC 8446 4.4.2 */
function readTls13(reader: Reader): CertificateMessage {
  const context = reader.vector8('certificate_request_context')
  const entries = reader.inside(reader.vector24('certificate_list'), 'certificate_list').list((item) => ({
    certificate: item.vector24('cert_data'),
    extensions: readExtensions(item),
  }))
  const ocspResponse = readExtension(entries[0]?.extensions ?? [], extension.statusRequest, readOcspResponse)
  return {
    name: 'Certificate',
    context,
    chain: entries.map(({ certificate }) => certificate),
    ...(ocspResponse !== undefined && { ocspResponse }),
  }
}

/** RFC 5246 7.4.2 */
function readTls12(reader: Reader): CertificateMessage {
  const list = reader.inside(reader.vector24('certificate_list'), 'certificate_list')
  return { name: 'Certificate', chain: list.list((item) => item.vector24('ASN.1Cert')) }
}
