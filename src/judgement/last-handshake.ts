import type { Evidence } from '../evidence/evidence.ts'
import type { Handshake } from '../tls/handshake.ts'

/**
 * The handshake of the last hop; undefined when that one went over http, or failed before TLS began: then the last
 * handshake on record is an earlier hop's.
 */
export function lastHandshake({ url, handshakes, error }: Evidence): Handshake | undefined {
  const last = handshakes.at(-1)
  if (url.startsWith('http:')) return undefined
  return last && error && !isFor(last, url) ? undefined : last
}

function isFor({ host, port }: Handshake, url: string): boolean {
  if (!URL.canParse(url)) return true
  const { hostname, port: written } = new URL(url)
  return plain(host) === plain(hostname) && port === Number(written || 443)
}

/** Without what a host may be written with: brackets, a last dot, capitals. */
function plain(host: string): string {
  return host.replace(/^\[|\]$|\.$/g, '').toLowerCase()
}
