import { jsonMistake } from './json-mistake.ts'
import { UnreadableConfig } from './unreadable-config.ts'

/** Parse JSON. */
export function parseJson(text: string): unknown {
  const content = text.replace(/^\uFEFF/, '')
  try {
    return JSON.parse(content)
  } catch {
    const mistake = jsonMistake(content)
    const place = mistake && `: ${lineAndColumn(content, mistake.position)}: ${mistake.reason}`
    throw new UnreadableConfig(`The file is no valid JSON${place ?? ''}.`)
  }
}

/** Run a YAML parser and keep its reason and the place. */
export function parseYaml(text: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text)
  } catch (error) {
    throw yamlMistake(text.split(/\r?\n/), error as YamlError)
  }
}

/** What js-yaml throws, as far as it is used here. */
interface YamlError {
  reason?: unknown
  /** Counted from 0. */
  mark?: { line: number; column: number }
}

function yamlMistake(lines: readonly string[], { mark, reason }: YamlError): UnreadableConfig {
  const indicator = mark && unquotedIndicator(lines, mark.line)
  const { line, column } = indicator ?? mark ?? {}
  const place = line === undefined ? '' : `: line ${line + 1}, column ${column! + 1}`
  // What follows a colon is a part of the file.
  const why = typeof reason === 'string' ? `: ${withoutQuotations(reason).replace(/:.*| *!<.*/s, '')}` : ''
  const message = `The file is no valid YAML${place}${why}`
  if (indicator === undefined) return new UnreadableConfig(`${message}.`)
  const [explained, example] =
    indicator.character === '*'
      ? ['begins an alias in YAML', ": host: '*.partner.example'"]
      : ['has a meaning of its own in YAML', '']
  return new UnreadableConfig(
    `${message}; an unquoted ${indicator.character} ${explained}.`,
    `Put the value in quotes${example}.`,
  )
}

/** A value that begins with a character which YAML takes for its own. The parser may notice a line later. */
function unquotedIndicator(lines: readonly string[], at: number) {
  for (const line of [at, at - 1]) {
    const match = /(?:^\s*|[[{,:-]\s+|[[{,])([*&!@`%])/.exec(lines[line] ?? '')
    if (match) return { line, column: match.index + match[0].length - 1, character: match[1]! }
  }
  return undefined
}

/** A parser's reason quotes names and tokens of the file, which may be secrets: punctuation alone is kept. */
export function withoutQuotations(reason: string): string {
  return reason.replace(/(["'`])((?:(?!\1).)*)\1/gs, (quotation, _, quoted: string) =>
    /^[^\p{L}\p{N}]{1,3}$/u.test(quoted) ? quotation : '…',
  )
}

function lineAndColumn(text: string, position: number): string {
  const lines = text.slice(0, position).split('\n')
  return `line ${lines.length}, column ${lines.at(-1)!.length + 1}`
}
