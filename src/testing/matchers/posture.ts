import { request } from '../../request/default-client.ts'
import type { MtlsRequestInit } from '../../request/request-init.ts'
import { type Attempt, attempt, firstLine } from '../flaws/attempt.ts'

/** One connection that looks at what a server does, without verification and without a certificate of ours. */
export function look(url: string | URL, init: MtlsRequestInit): Promise<Attempt> {
  return attempt(() => request(url, { method: 'HEAD', verify: false, clientCert: false, fresh: true, ...init }))
}

/** @throws TypeError for what is no https URL */
export function urlIn(received: unknown, matcher: string): string {
  const text = received instanceof URL ? received.href : received
  if (typeof text === 'string' && URL.canParse(text) && new URL(text).protocol === 'https:') return text
  throw new TypeError(
    `${matcher}() needs an https URL; it got ${typeof text === 'string' ? `"${text}"` : typeof text}.`,
  )
}

/** Whether the server went along with what was offered: it answered the ClientHello. Undefined: nothing tells. */
export function wentAlong({ handshake, alert, error }: Attempt): boolean | undefined {
  if (handshake?.protocol !== undefined) return true
  if (alert !== undefined) return false
  const isClosed = /ECONNRESET|EPIPE|EOF|closed|hang up/i.test(
    `${(error as { code?: string })?.code} ${firstLine(error)}`,
  )
  return handshake !== undefined && isClosed ? false : undefined
}
