import { describeName, describeText } from '../config/shape-wording.ts'
import type { MtlsRequestInit } from './request-init.ts'
import { token } from './token.ts'

/** For a method that is no token. */
export function methodMistake(method: string): TypeError {
  return new TypeError(`The method is ${describeText(method)}, which is none. Write a word like 'POST'.`)
}

/** For headers that `Headers` does not take: the one that is wrong by name, without its value, which may be a token of somebody's. */
export function headersMistake(given: NonNullable<MtlsRequestInit['headers']>): TypeError {
  for (const [name, value] of pairsOf(given)) {
    if (!token.test(name)) return new TypeError(`The header ${describeName(name)} has no name that a header can have.`)
    const mistake = mistakeOf(value)
    if (mistake !== undefined) return new TypeError(`The value of the header "${name}" cannot be sent: ${mistake}`)
  }
  return new TypeError('The headers cannot be read. Give an object of texts, a list of pairs, or Headers.')
}

function pairsOf(given: NonNullable<MtlsRequestInit['headers']>): [name: string, value: string][] {
  const pairs: unknown[] = Symbol.iterator in Object(given) ? [...(given as string[][])] : Object.entries(given)
  return pairs.flatMap((pair) => (Array.isArray(pair) && pair.length === 2 ? [[String(pair[0]), String(pair[1])]] : []))
}

/** What the fetch standard (2.2.2) does not let into a value, white space at its ends aside. */
function mistakeOf(value: string): string | undefined {
  const text = value.replaceAll(/^[\t\n\r ]+|[\t\n\r ]+$/g, '')
  if (/[\r\n]/.test(text)) return 'it has more than one line. Take the line ends out, or send it encoded.'
  if (text.includes('\0')) return 'it has a NUL character. Take it out.'
  const place = text.search(/[^\0-\u00ff]/)
  if (place < 0) return undefined
  const code = text.codePointAt(place)!.toString(16).toUpperCase().padStart(4, '0')
  return `its character ${place + 1} (U+${code}) is outside of Latin-1. Send it encoded.`
}
