import { suggestion } from './suggestion.ts'

/** Whether a value can be expected of a field. */
export type FieldChecks<T> = { [Field in keyof Required<T>]: (value: unknown) => boolean }

/**
 * The fields that a test wrote, checked; throws a TypeError for an object that says nothing, an unknown field or a
 * wrong value.
 */
export function readFields<T extends object>(
  expected: unknown,
  checks: FieldChecks<T>,
  matcher: string,
): { [Field in keyof Required<T>]: [field: Field, value: NonNullable<T[Field]>] }[keyof T][] {
  const valid = Object.keys(checks)
  const isObject = typeof expected === 'object' && expected !== null && !Array.isArray(expected)
  const fields = isObject ? Object.entries(expected) : []
  if (fields.length === 0)
    throw new TypeError(
      `${matcher}() needs an object with one or more of ${valid.join(', ')}; it got ${shown(expected)}.`,
    )
  for (const [field, value] of fields) {
    if (!Object.hasOwn(checks, field))
      throw new TypeError(`${matcher}(): there is no field "${field}"${suggestion(field, valid)}`)
    if (!checks[field as keyof T](value)) throw new TypeError(`${matcher}(): "${field}" cannot be ${shown(value)}.`)
  }
  return fields as never
}

/** A value in one line. */
export function shown(value: unknown): string {
  if (typeof value !== 'object') return typeof value === 'string' ? `"${value}"` : String(value)
  try {
    return JSON.stringify(value)
  } catch {
    // One that holds itself, or a number that JSON does not have.
    return Object.prototype.toString.call(value)
  }
}
