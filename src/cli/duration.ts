import { UsageError } from './usage-error.ts'

const hour = 3_600_000
const units: Record<string, number> = { h: hour, d: 24 * hour, w: 7 * 24 * hour }

/** Reads `30d`, `12h`, `4 weeks` as milliseconds. @throws UsageError */
export function readDuration(option: string, written: string): number {
  const [, count, unit] = /^\s*(\d+)\s*(h|d|w|hours?|days?|weeks?)\s*$/i.exec(written) ?? []
  if (count === undefined || unit === undefined) {
    throw new UsageError(`${option} ${written} is no duration; write it like 30d, 4w or 12h`)
  }
  return Number(count) * units[unit[0]!.toLowerCase()]!
}
