import { holdsSecret } from './secret-text.ts'

/** Place of a key inside another place: `a` and `b` give `a.b`; a name that is no identifier is quoted: `verify["*.x"]`. */
export function pathOf(parent: string, key: string): string {
  if (key.length > 80 || /[\p{Cc}\ufffd]/u.test(key) || holdsSecret(key)) return `${parent}["…"]`
  if (!/^[$\w-]+$/.test(key)) return `${parent}[${JSON.stringify(key)}]`
  return parent === '' ? key : `${parent}.${key}`
}
