import type { Readable } from 'node:stream'
import { KeptAnswer } from '../evidence/answer.ts'

/**
 * The facts of an answer that belongs to another client; `header` gives a field by its lower-case name. Of a page that refuses, the beginning
 * is kept while it passes into `body`: a listener for its data would make that flow.
 */
export function keptAnswer(status: number, header: (name: string) => string | undefined, body?: Readable): KeptAnswer {
  const kept = new KeptAnswer(status, header)
  if (body !== undefined && kept.isKept) keepBeginning(kept, body)
  return kept
}

/** A field that is text; what else a client may have there is none. */
export function fieldText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function keepBeginning(kept: KeptAnswer, body: Readable): void {
  const { push } = body
  body.push = (chunk, encoding) => {
    if (chunk === null) kept.end()
    else kept.push(chunk)
    if (!kept.isKept) Reflect.deleteProperty(body, 'push')
    return push.call(body, chunk, encoding)
  }
}
