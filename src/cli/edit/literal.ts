import type { WrittenValue } from './editable-document.ts'

/** How a source text writes its strings: `json` quotes the names of properties, too. */
export type Quote = "'" | '"' | 'json'

/** A value as JavaScript; objects on one line. */
export function literal(value: WrittenValue, quote: Quote): string {
  if (typeof value === 'string') return quoted(value, quote)
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `[${value.map((item) => literal(item, quote)).join(', ')}]`
  const properties = Object.entries(value).map(
    ([name, item]) => `${propertyName(name, quote)}: ${literal(item, quote)}`,
  )
  return properties.length === 0 ? '{}' : `{ ${properties.join(', ')} }`
}

/** The same with a line for each property where it is an object. */
export function block(value: WrittenValue, quote: Quote, indent: string, step: string): string {
  if (typeof value !== 'object' || Array.isArray(value)) return literal(value, quote)
  const oneLine = literal(value, quote)
  if (indent.length + oneLine.length <= 100) return oneLine
  const lines = Object.entries(value).map(
    ([name, item]) => `${indent}${step}${propertyName(name, quote)}: ${literal(item, quote)}`,
  )
  return `{\n${lines.join(',\n')}${quote === 'json' ? '' : ','}\n${indent}}`
}

export function propertyName(name: string, quote: Quote): string {
  return quote !== 'json' && /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : quoted(name, quote)
}

function quoted(text: string, quote: Quote): string {
  const inner = JSON.stringify(text).slice(1, -1)
  return quote !== "'" ? `"${inner}"` : `'${inner.replace(/\\"/g, '"').replace(/'/g, "\\'")}'`
}
