import { request } from '../../request/default-client.ts'
import type { MtlsRequestInit } from '../../request/request-init.ts'
import type { Handshake } from '../../tls/handshake.ts'
import { type Attempt, attempt } from '../flaws/attempt.ts'
import { firstLine } from '../flaws/error-chain.ts'

/** OpenSSL's words for all of its suites of TLS 1.2 and older, those included that encrypt nothing or authenticate nobody. */
export const everySuite = ['ALL', 'COMPLEMENTOFALL'] as const

/** One connection that looks at what a server does, without verification and without a certificate of ours. */
export function look(url: string | URL, init: MtlsRequestInit): Promise<Attempt> {
  return attempt(() => {
    return request(url, { method: 'HEAD', verify: false, clientCert: false, fresh: true, redirect: 'manual', ...init })
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

/**
 * The handshake in which the server went along with what was offered; undefined: it refused, by an alert or by hanging up, in place
 * of its ServerHello. Calls `unclear` where nothing tells; that has to throw.
 */
export async function handshakeFor(
  url: string,
  init: MtlsRequestInit,
  unclear: (why: string, cause: unknown) => never,
): Promise<Handshake | undefined> {
  const made = await look(url, init)
  if (made.handshake?.protocol !== undefined) return made.handshake
  if (isRefused(made, 'alert')) return undefined
  if (!isRefused(made, 'close')) unclear(firstLine(made.error), made.error)
  // hanging up may be chance
  const again = await look(url, init)
  if (again.handshake?.protocol !== undefined) return again.handshake
  return isRefused(again, 'alert') || isRefused(again, 'close')
    ? undefined
    : unclear(firstLine(again.error), again.error)
}

function isRefused({ judgement, handshake }: Attempt, by: 'alert' | 'close'): boolean {
  if (judgement?.party !== 'server' || handshake === undefined) return false
  return by === 'alert' ? judgement.means === 'alert' : judgement.means === 'close' || judgement.means === 'reset'
}
