import { withoutQuotations } from './parse-config.ts'
import { scriptMistake } from './script-mistake.ts'

/** What a loader says about a module that does not parse. */
export interface LoaderError {
  message: string
  stack: string
  /** Where, as Rollup and Vite say it: lines from 1, columns from 0. */
  loc?: { line: number; column: number } | undefined
}

/** Where a module does not parse and why, in words: `line 5, column 59: expected , or }`. Loaders quote the source, which may hold a secret. */
export function moduleMistake(file: string, { message, stack, loc }: LoaderError): string {
  const text = withoutColours(`${message}\n${stack}`)
  const place =
    placeIn(text, file) ??
    placeIn(scriptMistake(file, message) ?? '', file) ??
    (loc && lineAndColumn(loc.line, loc.column + 1))
  const reason = reasonIn(withoutColours(message))
  return `${place === undefined ? '' : `: ${place}`}${reason === '' ? '' : `: ${reason}`}`
}

function placeIn(text: string, file: string): string | undefined {
  const name = file
    .split(/[\\/]/)
    .at(-1)!
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  // Rolldown's drawing counts columns from 1, esbuild and Rollup count from 0.
  const drawn = new RegExp(`\\[ ?[^\\n[\\]]*${name}:(\\d+):(\\d+) ?\\]`).exec(text)
  if (drawn) return lineAndColumn(Number(drawn[1]), Number(drawn[2]))
  const counted = new RegExp(`${name}:(\\d+):(\\d+)`).exec(text)
  // Node shows the line and marks the column below it.
  const shown = new RegExp(`${name}(?:\\?[^\\s:]*)?:(\\d+)\\n[^\\n]*\\n( *)\\^`).exec(text)
  if (shown) return lineAndColumn(Number(shown[1]), shown[2]!.length + 1)
  if (counted) return lineAndColumn(Number(counted[1]), Number(counted[2]) + 1)
  const line = new RegExp(`${name}(?:\\?[^\\s:]*)?:(\\d+)`).exec(text)?.[1]
  return line === undefined ? undefined : `line ${line}`
}

function reasonIn(message: string): string {
  const lines = message.split('\n')
  const rolldown = /(?:Parse|Transform) failed with \d+ errors?:\n+(?:\[\w+\] *)?([^\n]*)/.exec(message)?.[1]
  const esbuild = /ERROR: ([^\n]*)/.exec(message)?.[1]
  const reason = esbuild ?? rolldown ?? lines[0]!.replace(/^Parse failure: /, '')
  if (/^failed to parse source/i.test(reason)) return ''
  // What was found is the source's own.
  const expected = reason.trim().replace(/,? (?:but found|but got|got|found|instead of) .*$/s, '')
  const told = withoutQuotations(expected)
    .replace(/ ?…/g, '')
    .replace(/[.:]+$/, '')
  return told.charAt(0).toLowerCase() + told.slice(1)
}

function lineAndColumn(line: number, column: number): string {
  return `line ${line}, column ${column}`
}

function withoutColours(text: string): string {
  return text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g'), '')
}
