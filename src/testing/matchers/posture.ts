import { request } from '../../request/default-client.ts'
import type { MtlsRequestInit } from '../../request/request-init.ts'
import { type Attempt, attempt } from '../flaws/attempt.ts'

/** One connection that looks at what a server does, without verification and without a certificate of ours. */
export function look(url: string | URL, init: MtlsRequestInit): Promise<Attempt> {
  return attempt(() => {
    return request(url, { verify: false, clientCert: false, fresh: true, redirect: 'manual', ...init })
  })
}

/** @throws TypeError for what is no https URL */
export function urlIn(received: unknown, matcher: string): string {
  const text = received instanceof URL ? received.href : received
  if (typeof text === 'string' && URL.canParse(text) && new URL(text).protocol === 'https:') return text
  throw new TypeError(
    `${matcher}() needs an https URL; it got ${typeof text === 'string' ? `"${text}"` : typeof text}.`,
  )
}
