import type { TlsVersion } from '../handshake.ts'

/** ProtocolVersion numbers (RFC 8446 4.1.2, appendix D). */
export const protocolVersion = {
  tls10: 0x0301,
  tls11: 0x0302,
  tls12: 0x0303,
  tls13: 0x0304,
} as const

/** Node's spelling of a version; undefined for one that Node cannot speak. */
export function tlsVersion(code: number): TlsVersion | undefined {
  return names.get(code)
}

const names = new Map<number, TlsVersion>([
  [protocolVersion.tls10, 'TLSv1'],
  [protocolVersion.tls11, 'TLSv1.1'],
  [protocolVersion.tls12, 'TLSv1.2'],
  [protocolVersion.tls13, 'TLSv1.3'],
])
