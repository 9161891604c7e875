import type { Readable } from 'node:stream'
import { KeptAnswer } from '../evidence/answer.ts'

/**
 * The facts of an answer that belongs to another client; `header` gives a field by its lower-case name. Of a page that refuses, the beginning
 * is kept while it passes into `body`: a listener for its data would make that flow.
 */
export function keptAnswer(status: number, header: (name: string) => unknown, body?: Readable): KeptAnswer {
  const kept = new KeptAnswer(status, (name) => {
    const value = header(name)
    return typeof value === 'string' ? value : undefined
  })
  if (body === undefined || !kept.isKept) return kept
  const { push } = body
  body.push = (chunk, encoding) => {
    if (chunk === null) kept.end()
    else kept.push(chunk)
    if (!kept.isKept) Reflect.deleteProperty(body, 'push')
    return push.call(body, chunk, encoding)
  }
  return kept
}
