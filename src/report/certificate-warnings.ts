import { fromNow } from '../tls/distance.ts'
import type { Certificate } from '../tls/handshake.ts'
import type { Warning } from './warning.ts'

const day = 86_400_000

/** Whole days from `moment` (ISO 8601) until the first certificate of the chain ends; negative when one has. */
export function daysLeft(chain: readonly Certificate[], moment: string): number | undefined {
  const days = chain.map((certificate) => daysOf(certificate, moment)).filter((left) => !Number.isNaN(left))
  return days.length > 0 ? Math.min(...days) : undefined
}

/** What is about to go wrong with a chain, or is no longer thought safe. */
export function certificateWarnings(
  side: 'client' | 'server',
  chain: readonly Certificate[],
  moment: string,
  expiryDays: number,
): Warning[] {
  return chain.flatMap((certificate, position) => [
    ...expiry(nameOf(certificate, side, position), Date.parse(certificate.validTo) - Date.parse(moment), expiryDays),
    ...strength(nameOf(certificate, side, position), certificate),
  ])
}

function expiry(name: string, left: number, expiryDays: number): Warning[] {
  const days = Math.floor(left / day)
  if (Number.isNaN(days) || days > expiryDays) return []
  if (left < 0) return [{ kind: 'expiry', text: `${name} ended ${fromNow(left)}` }]
  return [{ kind: 'expiry', text: `${name} ends ${days === 0 ? 'within a day' : fromNow(left)}` }]
}

function strength(name: string, { signatureAlgorithm, publicKey, subject, issuer }: Certificate): Warning[] {
  // The signature of a self-issued certificate proves nothing, whatever its hash.
  const hash = subject === issuer ? null : /md[245]|sha-?1(?!\d)/i.exec(signatureAlgorithm)
  const modulus = /^(?:RSA|DSA)\D*(\d+)/.exec(publicKey)?.[1]
  const curve = /^EC \D*-?(\d+)/.exec(publicKey)?.[1]
  const isWeak = (modulus !== undefined && Number(modulus) < 2048) || (curve !== undefined && Number(curve) < 224)
  const weak = [
    ...(hash ? [`${name} is signed with ${hash[0].toUpperCase().replace('SHA1', 'SHA-1')}`] : []),
    ...(isWeak ? [`${name} has a weak key (${publicKey})`] : []),
  ]
  return weak.map((text) => ({ kind: 'weak', text }))
}

function nameOf({ subject }: Certificate, side: 'client' | 'server', position: number): string {
  const name = subject || '(empty subject)'
  return position === 0 ? `the ${side}'s certificate ${name}` : `${name}, which the ${side} sent along,`
}

function daysOf({ validTo }: Certificate, moment: string): number {
  return Math.floor((Date.parse(validTo) - Date.parse(moment)) / day)
}
