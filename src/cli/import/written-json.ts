import { parseJson } from '../edit/parse-module.ts'
import { placeOfMistake } from '../place-of-mistake.ts'
import { UsageError } from '../usage-error.ts'
import type { Written } from './written.ts'
import { writtenNode } from './written-module.ts'

/** JSON; comments and last commas do no harm. */
export function writtenJson(text: string): Written {
  try {
    return writtenNode(parseJson(text))
  } catch (error) {
    throw new UsageError(`the file is no valid JSON${placeOfMistake(error)}`)
  }
}

/** A JSON value a line, as databases of Insomnia have them. */
export function writtenJsonLines(text: string): Written {
  const items = text.split('\n').flatMap((line, index): Written[] => {
    try {
      return line.trim() === '' ? [] : [atLine(writtenNode(parseJson(line)), index + 1)]
    } catch {
      return []
    }
  })
  return { kind: 'list', items, line: 1 }
}

function atLine(value: Written, line: number): Written {
  if (value.kind === 'list') return { ...value, items: value.items.map((item) => atLine(item, line)), line }
  if (value.kind !== 'object') return { ...value, line }
  const properties = [...value.properties].map(([name, item]): [string, Written] => [name, atLine(item, line)])
  return { ...value, properties: new Map(properties), line }
}
