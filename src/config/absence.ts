import type { Absence } from './resolved-config.ts'

/** Of entries whose environment variables are not there: what they lack. The entries stand as written. */
const absences = new WeakMap<object, Absence>()

/** An optional entry as written, remembered as one that lacks something. */
export function withAbsence<Entry extends object>(entry: Entry, absence: Absence): Entry {
  absences.set(entry, absence)
  return entry
}

/** What an optional entry lacks; undefined when it has everything. */
export function absenceOf(entry: object): Absence | undefined {
  return absences.get(entry)
}
