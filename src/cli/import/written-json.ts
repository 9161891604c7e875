import { type Node, type ParseError, parseTree } from 'jsonc-parser'
import { UsageError } from '../usage-error.ts'
import type { Written } from './written.ts'

/** JSON; comments and last commas do no harm. */
export function writtenJson(text: string): Written {
  const errors: ParseError[] = []
  const tree = parseTree(text.replace(/^\uFEFF/, ' '), errors, { allowTrailingComma: true })
  if (tree === undefined || errors.length > 0) {
    throw new UsageError(`the file is no valid JSON: the mistake is at line ${lineAt(text, errors[0]?.offset ?? 0)}`)
  }
  return converted(tree, (offset) => lineAt(text, offset))
}

/** A JSON value a line, as databases of Insomnia have them. */
export function writtenJsonLines(text: string): Written {
  const items = text.split('\n').flatMap((line, index): Written[] => {
    const tree = line.trim() === '' ? undefined : parseTree(line)
    return tree === undefined ? [] : [converted(tree, () => index + 1)]
  })
  return { kind: 'list', items, line: 1 }
}

function converted(node: Node, lineOf: (offset: number) => number): Written {
  const line = lineOf(node.offset)
  if (node.type === 'array')
    return { kind: 'list', items: (node.children ?? []).map((child) => converted(child, lineOf)), line }
  if (node.type !== 'object') return { kind: 'scalar', value: node.value as string | number | boolean | null, line }
  const properties = (node.children ?? []).flatMap(({ children = [] }): [string, Written][] => {
    const [name, value] = children
    return name && value ? [[String(name.value), converted(value, lineOf)]] : []
  })
  return { kind: 'object', properties: new Map(properties), line }
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}
