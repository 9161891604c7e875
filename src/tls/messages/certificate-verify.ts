import type { Reader } from '../reader.ts'
import { protocolVersion } from '../registry/protocol-versions.ts'

export interface CertificateVerify {
  name: 'CertificateVerify'
  /** SignatureScheme; absent before TLS 1.2. */
  algorithm?: number
  signature: Uint8Array
}

/** RFC 8446 4.4.3, RFC 5246 7.4.8; without an algorithm in TLS 1.1 (RFC 4346 7.4.8) */
export function readCertificateVerify(reader: Reader, version: number): CertificateVerify {
  const algorithm = version >= protocolVersion.tls12 ? reader.uint16('algorithm') : undefined
  const signature = reader.vector16('signature')
  return { name: 'CertificateVerify', ...(algorithm !== undefined && { algorithm }), signature }
}
