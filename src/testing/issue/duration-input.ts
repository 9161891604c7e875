/** Milliseconds. */
export const units = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 7 * 86_400_000,
  month: 30 * 86_400_000,
  year: 365 * 86_400_000,
} as const

export type Unit = keyof typeof units

/** `'90 days'`, `'1 hour'`, or `{ days: 90, hours: 12 }`. A month has 30 days, a year 365. */
export type DurationInput = `${number} ${Unit}${'' | 's'}` | { [Name in `${Unit}s`]?: number }
