import type { CertificateOptions } from './certificate-options.ts'
import { type DurationInput, type Unit, units } from './duration-input.ts'

export interface Validity {
  notBefore: Date
  notAfter: Date
}

const { hour, day, year } = units

/** The dates that the options ask for. Throws a TypeError where they contradict each other, or no certificate can have them. */
export function validityOf(options: CertificateOptions, now = new Date()): Validity {
  const validity = wanted(options, now)
  for (const date of [validity.notBefore, validity.notAfter]) {
    const year = date.getUTCFullYear()
    if (year >= 1950 && year <= 9999) continue
    const said = Number.isNaN(year) ? 'beyond every calendar' : `in the year ${year}`
    throw new TypeError(
      `A certificate is valid from 1950 at the earliest to 9999 at the latest; this one would begin or end ${said}.`,
    )
  }
  return validity
}

function wanted(options: CertificateOptions, now: Date): Validity {
  const { expired, notYetValid } = options
  const usual = options.validFor === undefined ? (options.isCA ? 10 * year : 90 * day) : milliseconds(options.validFor)
  if (expired) {
    refuseOthers(options, 'expired', ['notYetValid', 'validFrom', 'validTo'])
    const notAfter = new Date(now.getTime() - (expired === true ? day : milliseconds(expired)))
    return { notBefore: new Date(notAfter.getTime() - usual), notAfter }
  }
  if (notYetValid) {
    refuseOthers(options, 'notYetValid', ['validFrom', 'validTo'])
    const notBefore = new Date(now.getTime() + (notYetValid === true ? day : milliseconds(notYetValid)))
    return { notBefore, notAfter: new Date(notBefore.getTime() + usual) }
  }
  if (options.validTo !== undefined) refuseOthers(options, 'validTo', ['validFor'])
  const written = options.validTo === undefined ? undefined : dateOf(options.validTo, 'validTo')
  // one that ended before its usual beginning has to begin earlier
  const begin = Math.min(now.getTime() - hour, (written?.getTime() ?? Number.POSITIVE_INFINITY) - day)
  const notBefore = options.validFrom === undefined ? new Date(begin) : dateOf(options.validFrom, 'validFrom')
  if (written !== undefined && written < notBefore)
    throw new TypeError(`"validFrom" (${notBefore.toISOString()}) is after "validTo" (${written.toISOString()}).`)
  const notAfter = written ?? new Date((options.validFrom === undefined ? now : notBefore).getTime() + usual)
  return { notBefore, notAfter }
}

function refuseOthers(options: CertificateOptions, one: string, others: readonly (keyof CertificateOptions)[]): void {
  const other = others.find((name) => options[name] !== undefined && options[name] !== false)
  if (other !== undefined) throw new TypeError(`Give "${one}" or "${other}", not both.`)
}

/** Throws a TypeError for what is no duration. */
export function milliseconds(duration: DurationInput): number {
  if (typeof duration === 'string') {
    const [, count, unit] = /^(\d+(?:\.\d+)?) (second|minute|hour|day|week|month|year)s?$/.exec(duration) ?? []
    if (unit !== undefined) return Number(count) * units[unit as Unit]
  } else if (typeof duration === 'object' && duration !== null) {
    const parts = Object.entries(duration)
    const isKnown = ([name, count]: [string, unknown]) => name.replace(/s$/, '') in units && typeof count === 'number'
    if (parts.length > 0 && parts.every(isKnown)) {
      return parts.reduce((sum, [name, count]) => sum + count * units[name.replace(/s$/, '') as Unit], 0)
    }
  }
  throw new TypeError(`${JSON.stringify(duration)} is no duration; write '90 days' or { days: 90 }.`)
}

function dateOf(value: Date | string, option: string): Date {
  const date = new Date(value)
  if (Number.isNaN(date.getTime())) throw new TypeError(`"${option}" is no date: ${String(value)}.`)
  return date
}
