import { createHmac } from 'node:crypto'

/** HKDF-Expand-Label with an empty context (RFC 8446 7.1); one block of HMAC is enough for every length of TLS. */
export function expandLabel(hash: string, secret: Uint8Array, label: string, length: number): Uint8Array {
  const full = Buffer.from(`tls13 ${label}`, 'latin1')
  const info = Buffer.concat([Uint8Array.of(length >> 8, length & 0xff, full.length), full, Uint8Array.of(0, 1)])
  return createHmac(hash, secret).update(info).digest().subarray(0, length)
}
