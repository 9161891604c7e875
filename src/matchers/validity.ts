import type { Certificate } from '../tls/handshake.ts'
import { shown } from './fields.ts'
import { suggestion } from './suggestion.ts'

/** How long a certificate has to stay valid, in milliseconds; a percentage depends on the certificate's own life. */
export type Validity = (certificate: Pick<Certificate, 'validFrom' | 'validTo'>) => number

const day = 86_400_000
const units: Record<string, number> = {
  seconds: 1000,
  minutes: 60_000,
  hours: 3_600_000,
  days: day,
  weeks: 7 * day,
  months: 30 * day,
  years: 365 * day,
}

/** How long the whole life of a certificate may be at most, in milliseconds; undefined where a test says something else. */
export function readLongestLife(expected: unknown, matcher: string): number | undefined {
  if (typeof expected !== 'object' || expected === null || !Object.hasOwn(expected, 'atMost')) return undefined
  const { atMost, ...others } = expected as Record<string, unknown>
  const [other] = Object.keys(others)
  if (other !== undefined) throw new TypeError(`${matcher}(): "atMost" stands alone; it got "${other}" as well.`)
  if (typeof atMost === 'string' && atMost.includes('%'))
    throw new TypeError(
      `${matcher}(): "atMost" is a duration like '398 days', not a part of the life; it got "${atMost}".`,
    )
  return readValidity(atMost, matcher)({ validFrom: '', validTo: '' })
}

/**
 * Reads `'30 days'`, `{ days: 30, hours: 12 }` or `'33%'`; throws a TypeError for everything else. A month has 30 days,
 * a year 365.
 */
export function readValidity(duration: unknown, matcher: string): Validity {
  if (typeof duration === 'string') return readText(duration, matcher)
  const parts = typeof duration === 'object' && duration !== null ? Object.entries(duration) : []
  if (parts.length === 0)
    throw new TypeError(
      `${matcher}() needs a duration like '30 days', { days: 30 } or '33%'; it got ${shown(duration)}.`,
    )
  const total = parts.reduce((sum, [unit, count]) => sum + countOf(count, matcher) * unitOf(unit, matcher), 0)
  return () => total
}

function readText(text: string, matcher: string): Validity {
  const share = /^\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(text)?.[1]
  if (share !== undefined) {
    if (Number(share) > 100)
      throw new TypeError(`${matcher}(): no certificate has more than 100% of its life left; it got "${text}".`)
    return ({ validFrom, validTo }) => ((Date.parse(validTo) - Date.parse(validFrom)) * Number(share)) / 100
  }
  const [, count, unit] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*$/i.exec(text) ?? []
  if (count === undefined || unit === undefined) {
    throw new TypeError(`${matcher}() needs a duration like '30 days', { days: 30 } or '33%'; it got "${text}".`)
  }
  const milliseconds = countOf(Number(count), matcher) * unitOf(unit, matcher)
  return () => milliseconds
}

function countOf(count: unknown, matcher: string): number {
  if (typeof count === 'number' && Number.isFinite(count) && count >= 0) return count
  throw new TypeError(`${matcher}(): a duration cannot be ${shown(count)} of anything.`)
}

function unitOf(unit: string, matcher: string): number {
  const name = unit.toLowerCase().replace(/s?$/, 's')
  const milliseconds = Object.hasOwn(units, name) ? units[name] : undefined
  if (milliseconds === undefined)
    throw new TypeError(`${matcher}(): "${unit}" is no unit of time${suggestion(unit, Object.keys(units))}`)
  return milliseconds
}

/** Milliseconds for which a certificate stays valid; 0 for one that is not valid at `now`. */
export function remaining({ validFrom, validTo }: Pick<Certificate, 'validFrom' | 'validTo'>, now: number): number {
  return Date.parse(validFrom) > now ? 0 : Math.max(0, Date.parse(validTo) - now)
}
