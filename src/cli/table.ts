import { printable } from '../report/printable.ts'
import type { Paint } from './paint.ts'
import { wrapped } from './wrapped.ts'

/**
 * Rows under headings, columns padded; a list with a paragraph a row where that is wider than `width`. Without a last
 * newline.
 */
export function table(headings: readonly string[], rows: readonly (readonly string[])[], width: number, paint: Paint) {
  const cells = rows.map((row) => row.map(printable))
  const widths = headings.map((heading, column) => Math.max(heading.length, ...cells.map((row) => row[column]!.length)))
  const total = widths.reduce((sum, column) => sum + column + 2, -2)
  if (total > width) return cells.map((row) => paragraph(headings, row, width, paint)).join('\n\n')
  const line = (row: readonly string[]) =>
    row
      .map((text, column) => text.padEnd(widths[column]!))
      .join('  ')
      .trimEnd()
  return [paint('dim', line(headings)), ...cells.map(line)].join('\n')
}

function paragraph(
  headings: readonly string[],
  [first, ...rest]: readonly string[],
  width: number,
  paint: Paint,
): string {
  const lines = rest.flatMap((text, index) => {
    if (text === '') return []
    const heading = headings[index + 1]!
    const line = wrapped(`${heading} ${text}`, width, '  ', '  ')
    return [`  ${paint('dim', heading)}${line.slice(heading.length + 2)}`]
  })
  return [paint('bold', wrapped(first!, width)), ...lines].join('\n')
}
