import type { ConfigProblem } from '../errors/config-error.ts'
import { printable } from '../report/printable.ts'
import type { Paint } from './paint.ts'
import { wrapped } from './wrapped.ts'

/** Each problem for people: severity and place, what was found, what to do. Begins with an empty line; nothing without problems. */
export function problemLines(problems: readonly ConfigProblem[], columns: number, paint: Paint): string[] {
  return problems.flatMap(({ severity, path, message, remedy }) => [
    '',
    `${paint(severity === 'error' ? 'red' : 'yellow', severity)} ${paint('bold', printable(path || 'the whole file'))}`,
    wrapped(printable(message), columns, '  '),
    wrapped(printable(remedy), columns, '  '),
  ])
}
