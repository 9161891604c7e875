import { holdsSecret } from './secret-text.ts'

/** Place of a key inside another place: `a` and `b` give `a.b`; a name that is no identifier is quoted: `verify["*.x"]`. */
export function pathOf(parent: string, key: string): string {
  if (key.length > 80 || /[\p{Cc}\ufffd]/u.test(key) || holdsSecret(key)) return `${parent}["…"]`
  if (!/^[$\w-]+$/.test(key)) return `${parent}[${JSON.stringify(key)}]`
  return placeOf(parent, key)
}

/** The same of an option, whose name is known: looking for a secret in it would take longer than all else of a check. */
export function placeOf(parent: string, option: string): string {
  return parent === '' ? option : `${parent}.${option}`
}
