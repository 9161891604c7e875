import { printable } from '../report/printable.ts'
import type { Paint } from './paint.ts'

/**
 * Rows under headings, columns padded; a list with a paragraph a row where that is wider than `width`. Without a last
 * newline.
 */
export function table(headings: readonly string[], rows: readonly (readonly string[])[], width: number, paint: Paint) {
  const cells = rows.map((row) => row.map(printable))
  const widths = headings.map((heading, column) => Math.max(heading.length, ...cells.map((row) => row[column]!.length)))
  const total = widths.reduce((sum, column) => sum + column + 2, -2)
  if (total > width) return cells.map((row) => paragraph(headings, row, paint)).join('\n\n')
  const line = (row: readonly string[]) =>
    row
      .map((text, column) => text.padEnd(widths[column]!))
      .join('  ')
      .trimEnd()
  return [paint('dim', line(headings)), ...cells.map(line)].join('\n')
}

function paragraph(headings: readonly string[], [first, ...rest]: readonly string[], paint: Paint): string {
  const lines = rest.flatMap((text, index) => (text === '' ? [] : [`  ${paint('dim', headings[index + 1]!)} ${text}`]))
  return [paint('bold', first!), ...lines].join('\n')
}
