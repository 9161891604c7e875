import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { placeOfMistake } from '../place-of-mistake.ts'
import { UsageError } from '../usage-error.ts'
import type { Written } from './written.ts'

/** YAML, one document. */
export function writtenYaml(text: string): Written {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter })
  const [error] = document.errors
  if (error) throw new UsageError(`the file is no valid YAML${placeOfMistake(error)}`)
  return converted(document.contents, (offset) => lineCounter.linePos(offset).line)
}

function converted(node: unknown, lineOf: (offset: number) => number): Written {
  const line = lineOf((node as Node | null)?.range?.[0] ?? 0) || 1
  if (isSeq(node)) return { kind: 'list', items: node.items.map((item) => converted(item, lineOf)), line }
  if (isMap(node)) {
    const properties = node.items.map((pair): [string, Written] => [String(pair.key), converted(pair.value, lineOf)])
    return { kind: 'object', properties: new Map(properties), line }
  }
  const value = isScalar(node) ? node.value : null
  const isPlain = ['string', 'number', 'boolean'].includes(typeof value)
  return { kind: 'scalar', value: isPlain ? (value as string) : null, line }
}
