/** An object of options: no list, no bytes, and nothing with a kind of its own such as a URL, a Map or a Promise. Of any realm. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  return ['[object Object]', '[object Module]'].includes(Object.prototype.toString.call(value))
}
