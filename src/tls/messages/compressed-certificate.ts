import type * as Zlib from 'node:zlib'
import { DecodeError } from '../decode-error.ts'
import { Reader } from '../reader.ts'
import { protocolVersion } from '../registry/protocol-versions.ts'
import { type CertificateMessage, readCertificateMessage } from './certificate-message.ts'

/** CompressedCertificate (RFC 8879 section 4), read through to the Certificate inside. */
export function readCompressedCertificate(reader: Reader): CertificateMessage {
  const algorithm = reader.uint16('algorithm')
  const length = reader.uint24('uncompressed_length')
  const certificate = inflate(algorithm, reader.vector24('compressed_certificate_message'), length)
  const inner = new Reader(certificate, 'CompressedCertificate.Certificate')
  const message = { ...readCertificateMessage(inner, protocolVersion.tls13), compression: algorithm }
  inner.end()
  return message
}

/** More than any chain takes: what a hostile peer may make us inflate. */
const longestCertificate = 1024 * 1024

/** CertificateCompressionAlgorithm: zlib 1, brotli 2, zstd 3. */
function inflate(algorithm: number, compressed: Uint8Array, length: number): Uint8Array {
  if (length > longestCertificate) {
    throw new DecodeError('CompressedCertificate.uncompressed_length', `at most ${longestCertificate}`, `${length}`)
  }
  // Loaded for the few servers that compress.
  const zlib = process.getBuiltinModule('node:zlib')
  const options = { maxOutputLength: Math.max(length, 1) }
  const decompress = { 1: zlib.inflateSync, 2: zlib.brotliDecompressSync, 3: zstdOf(zlib) }[algorithm]
  if (decompress === undefined) {
    throw new DecodeError('CompressedCertificate.algorithm', 'zlib, brotli or zstd', `${algorithm}`)
  }
  let certificate: Uint8Array
  try {
    certificate = decompress(compressed, options)
  } catch {
    throw new DecodeError('CompressedCertificate', `${length} bytes when decompressed`, 'data that do not decompress')
  }
  if (certificate.length !== length) {
    throw new DecodeError('CompressedCertificate', `${length} bytes when decompressed`, `${certificate.length}`)
  }
  return new Uint8Array(certificate.buffer, certificate.byteOffset, length)
}

/** Node has zstd from 22.15 on. */
function zstdOf({ zstdDecompressSync }: typeof Zlib & { zstdDecompressSync?: typeof Zlib.inflateSync }) {
  if (zstdDecompressSync !== undefined) return zstdDecompressSync
  return () => {
    throw new DecodeError('CompressedCertificate.algorithm', 'zlib or brotli on this version of Node', 'zstd')
  }
}
