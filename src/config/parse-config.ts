import { isPlainObject } from './plain-object.ts'
import { UnreadableConfig } from './unreadable-config.ts'

/** Parse JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    const position = /at position (\d+)/.exec(String(error))?.[1]
    const place = position === undefined ? '' : `: the mistake is at ${lineAndColumn(text, Number(position))}`
    throw new UnreadableConfig(`The file is no valid JSON${place}.`)
  }
}

/** Run a YAML parser and keep the place of its complaint alone. */
export function parseYaml(text: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text)
  } catch (error) {
    const mark = isPlainObject(error) && isPlainObject(error.mark) ? error.mark : undefined
    const place = mark ? `: the mistake is at line ${Number(mark.line) + 1}, column ${Number(mark.column) + 1}` : ''
    throw new UnreadableConfig(`The file is no valid YAML${place}.`)
  }
}

function lineAndColumn(text: string, position: number): string {
  const lines = text.slice(0, position).split('\n')
  return `line ${lines.length}, column ${lines.at(-1)!.length + 1}`
}
