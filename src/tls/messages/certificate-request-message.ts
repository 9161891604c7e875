import type { Reader } from '../reader.ts'
import { extension } from '../registry/extensions.ts'
import { protocolVersion } from '../registry/protocol-versions.ts'
import { readCodes, readExtension, readExtensions } from './extension-block.ts'

export interface CertificateRequestMessage {
  name: 'CertificateRequest'
  /** TLS 1.3: empty in the handshake, set in post-handshake authentication. */
  context?: Uint8Array
  /** ClientCertificateType; TLS 1.2 and older. */
  certificateTypes?: number[]
  /** SignatureScheme; none before TLS 1.2. */
  signatureAlgorithms: number[]
  /** Distinguished names in DER. */
  authorities: Uint8Array[]
}

export function readCertificateRequest(reader: Reader, version: number): CertificateRequestMessage {
  return version === protocolVersion.tls13 ? readTls13(reader) : readTls12(reader, version)
}

/** RFC 8446 4.3.2 */
function readTls13(reader: Reader): CertificateRequestMessage {
  const context = reader.vector8('certificate_request_context')
  const extensions = readExtensions(reader)
  return {
    name: 'CertificateRequest',
    context,
    signatureAlgorithms:
      readExtension(extensions, extension.signatureAlgorithms, (item) => readCodes(item, 'schemes')) ?? [],
    authorities: readExtension(extensions, extension.certificateAuthorities, readAuthorities) ?? [],
  }
}

/** RFC 5246 7.4.4; without signature algorithms in TLS 1.1 (RFC 4346 7.4.4) */
function readTls12(reader: Reader, version: number): CertificateRequestMessage {
  const certificateTypes = [...reader.vector8('certificate_types')]
  const signatureAlgorithms =
    version === protocolVersion.tls12 ? readCodes(reader, 'supported_signature_algorithms') : []
  return { name: 'CertificateRequest', certificateTypes, signatureAlgorithms, authorities: readAuthorities(reader) }
}

/** DistinguishedName authorities<0..2^16-1> (RFC 8446 4.2.4) */
function readAuthorities(reader: Reader): Uint8Array[] {
  return reader.inside(reader.vector16('authorities'), 'authorities').list((item) => item.vector16('DistinguishedName'))
}
