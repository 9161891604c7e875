import type { Shape } from './shape.ts'

/** Whether a value that only code can give is of its shape. */
export function fitsGivenValue(value: unknown, shape: Shape & { kind: 'number' | 'scalar' | 'any' }): boolean {
  if (shape.kind === 'number') {
    const { from = 0, to = Number.MAX_SAFE_INTEGER, whole } = shape
    return typeof value === 'number' && value >= from && value <= to && (!whole || Number.isInteger(value))
  }
  if (shape.kind === 'scalar') return value === null || !['object', 'function', 'symbol'].includes(typeof value)
  if (shape.not !== undefined) return false
  if (value === null && shape.orNull) return true
  return shape.fits === undefined ? value !== null : shape.fits(value)
}
