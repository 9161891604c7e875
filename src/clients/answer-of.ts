import { type AnswerFacts, judgedHeaders } from '../evidence/answer.ts'

/** The facts of an answer without its body, which belongs to the client. `header` gives a field by its lower-case name. */
export function answerOf(status: number, header: (name: string) => unknown): AnswerFacts {
  const fields = judgedHeaders.map((name) => [name, header(name)] as const)
  return {
    status,
    headers: Object.fromEntries(fields.filter((field): field is [never, string] => typeof field[1] === 'string')),
  }
}
