import { styleText } from 'node:util'
import { printable } from './printable.ts'
import type { ServerSummary } from './server-summary.ts'

export interface TableOptions {
  /** @default false */
  color?: boolean
  /** Columns; where a table does not fit, it becomes a list. @default 120 */
  width?: number
}

/** What a run has seen, a row a server and identity, its warnings below. Lines without a last newline; empty without rows. */
export function renderTable(rows: readonly ServerSummary[], { color = false, width = 120 }: TableOptions = {}): string {
  if (rows.length === 0) return ''
  const paint: Paint = color ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text
  const title = paint('bold', 'mTLS')
  return [`${title}  ${totals(rows)}`, '', ...(tableLines(rows, paint, width) ?? listLines(rows, paint))].join('\n')
}

type Paint = (style: 'bold' | 'dim' | 'green' | 'red' | 'yellow', text: string) => string

const colors = { good: 'green', bad: 'red', doubtful: 'yellow' } as const

function totals(rows: readonly ServerSummary[]): string {
  const servers = new Set(rows.map(({ server }) => server)).size
  const requests = rows.reduce((sum, row) => sum + row.requests, 0)
  const warnings = rows.reduce((sum, row) => sum + row.warnings.length, 0)
  return [count(requests, 'request'), count(servers, 'server'), count(warnings, 'warning')].join(', ')
}

const headings = ['server', 'requests', 'TLS', 'client certificate', 'days left', 'server certificate', 'days left']
const toTheRight = new Set([1, 4, 6])

/** Undefined when the table is wider than `width`. */
function tableLines(rows: readonly ServerSummary[], paint: Paint, width: number): string[] | undefined {
  const cells = rows.map(cellsOf)
  const widths = headings.map((heading, column) => Math.max(heading.length, ...cells.map((row) => row[column]!.length)))
  if (widths.reduce((sum, column) => sum + column + 2, 0) > width) return undefined
  const line = (row: string[], style: (text: string, column: number) => string) =>
    row
      .map((text, column) =>
        style(toTheRight.has(column) ? text.padStart(widths[column]!) : text.padEnd(widths[column]!), column),
      )
      .join('  ')
      .trimEnd()
  return [
    `  ${line(headings, (text) => paint('dim', text))}`,
    ...rows.flatMap((row, index) => [
      `  ${line(cells[index]!, (text, column) => (column === 5 ? paint(colors[row.tone], text) : text))}`,
      ...warningLines(row, paint),
    ]),
  ]
}

function cellsOf({ server, requests, protocols, client, clientDays, verdict, serverDays }: ServerSummary): string[] {
  const versions = protocols.map((protocol) => protocol.replace('TLSv', '')).join(', ')
  const days = (left: number | undefined) => (left === undefined ? '-' : String(left))
  return [server, String(requests), versions || '-', client, days(clientDays), verdict, days(serverDays)].map(printable)
}

function listLines(rows: readonly ServerSummary[], paint: Paint): string[] {
  return rows.flatMap((row) => {
    const { server, requests, protocols, client, clientDays, verdict, serverDays, tone } = row
    const left = (days: number | undefined) => (days === undefined ? '' : `, ${count(days, 'day')} left`)
    return [
      `  ${printable(server)}`,
      `    ${[count(requests, 'request'), ...protocols].join(', ')}`,
      `    client certificate: ${printable(client)}${left(clientDays)}`,
      `    server certificate: ${paint(colors[tone], printable(verdict))}${left(serverDays)}`,
      ...warningLines(row, paint),
    ]
  })
}

function warningLines({ warnings }: ServerSummary, paint: Paint): string[] {
  return warnings.map((warning) => paint('yellow', `    ! ${printable(warning)}`))
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
