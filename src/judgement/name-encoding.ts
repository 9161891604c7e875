import type { Certificate } from '../tls/handshake.ts'

/**
 * Whether a chain's last issuer is none of the listed authorities byte for byte: for a chain that is acceptable by the names as they print.
 * `authorities` in DER; none: false.
 */
export function isListedInPrintOnly(authorities: readonly Uint8Array[], chain: readonly Certificate[]): boolean {
  if (authorities.length === 0 || chain.length === 0) return false
  const known = authorities.map((name) => Buffer.from(name).toString('hex'))
  return !chain.some(({ pem }) => {
    const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64').toString('hex')
    return known.some((name) => der.includes(name))
  })
}
