import type { Attempt } from './attempt.ts'

/**
 * A refusal that may be about the curve of the key alone, in words: before TLS 1.3, OpenSSL's servers answer a key on a curve that they were
 * not told to take by illegal_parameter (47), whatever its certificate is.
 */
export function curveRefused({ handshake }: Attempt): string | undefined {
  const { protocol, alerts = [], clientCertificate } = handshake ?? {}
  const curve = /^EC (.+)$/.exec(clientCertificate?.chain[0]?.publicKey ?? '')?.[1]
  const isRefused = alerts.some(({ from, code }) => from === 'server' && code === 47)
  if (curve === undefined || protocol === 'TLSv1.3' || !isRefused) return undefined
  return `alert illegal_parameter (47), which may be about the curve of its key alone, ${curve}`
}
