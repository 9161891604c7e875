import { styleText } from 'node:util'
import { printable } from './printable.ts'
import type { ServerSummary } from './server-summary.ts'

export interface TableOptions {
  /** @default false */
  color?: boolean
  /** Columns; where a table does not fit, it becomes a list. @default 120 */
  width?: number
  /** Some test made more requests than it keeps: the rows do not have them all. @default false */
  incomplete?: boolean
}

/** What a run has seen, a row a server and identity, its warnings below. Lines without a last newline; empty without rows. */
export function renderTable(
  rows: readonly ServerSummary[],
  { color = false, width = 120, incomplete = false }: TableOptions = {},
): string {
  if (rows.length === 0) return ''
  const paint: Paint = color ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text
  const title = paint('bold', 'mTLS')
  const shown = rows.filter(({ expected }) => !expected)
  if (shown.length === 0) return `${title}  ${totals(rows)}`
  const lines = tableLines(shown, paint, width) ?? listLines(shown, paint, width)
  const remark = incomplete
    ? ['', ...indented('  Not everything is here: of a test with very many requests the last are kept.', width)]
    : []
  return [`${title}  ${totals(rows)}`, '', ...lines, ...remark].join('\n')
}

type Paint = (style: 'bold' | 'dim' | 'green' | 'red' | 'yellow', text: string) => string

const colors = { good: 'green', bad: 'red', doubtful: 'yellow' } as const

function totals(rows: readonly ServerSummary[]): string {
  const servers = new Set(rows.map(({ server }) => server)).size
  const requests = rows.reduce((sum, row) => sum + row.requests, 0)
  const warnings = rows.reduce((sum, row) => sum + row.warnings.length, 0)
  const refusals = rows.filter(({ expected }) => expected).reduce((sum, row) => sum + row.requests, 0)
  return [
    count(requests, 'request'),
    count(servers, 'server'),
    count(warnings, 'warning'),
    ...(refusals > 0 ? [`${count(refusals, 'refusal')} as the tests expected`] : []),
  ].join(', ')
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
      ...clientLines(row, paint, width),
      ...warningLines(row, paint, width),
    ]),
  ]
}

function cellsOf(row: ServerSummary): string[] {
  const { server, requests, protocols, clientDays, verdict, serverDays } = row
  const versions = protocols.map((protocol) => protocol.replace('TLSv', '')).join(', ')
  const days = (left: number | undefined) => (left === undefined ? '-' : left < 0 ? 'ended' : String(left))
  return [server, String(requests), versions || '-', clientWords(row), days(clientDays), verdict, days(serverDays)].map(
    printable,
  )
}

/** What went over the wire, and what the server made of it where the one does not say the other. */
function clientWords({ client, clientVerdict }: ServerSummary): string {
  const isSaid = ['not asked', 'session resumed', 'not known', 'none'].includes(clientVerdict)
  return isSaid ? client : `${client}: ${clientVerdict}`
}

function listLines(rows: readonly ServerSummary[], paint: Paint, width: number): string[] {
  return rows.flatMap((row) => {
    const { server, requests, protocols, clientDays, verdict, serverDays, tone } = row
    const left = (days: number | undefined) =>
      days === undefined ? '' : days < 0 ? ', ended' : `, ${count(days, 'day')} left`
    return [
      `  ${printable(server)}`,
      ...indented(`    ${[count(requests, 'request'), ...protocols].join(', ')}`, width),
      ...indented(`    client certificate: ${printable(clientWords(row))}${left(clientDays)}`, width),
      ...indented(`    server certificate: ${printable(verdict)}${left(serverDays)}`, width).map((line) =>
        paint(colors[tone], line),
      ),
      ...clientLines(row, paint, width),
      ...warningLines(row, paint, width),
    ]
  })
}

function clientLines({ clients }: ServerSummary, paint: Paint, width: number): string[] {
  if (clients.length === 0) return []
  return indented(`    by ${clients.map(printable).join(', ')}`, width).map((line) => paint('dim', line))
}

function warningLines({ warnings }: ServerSummary, paint: Paint, width: number): string[] {
  return warnings
    .flatMap((warning) => indented(`    ! ${printable(warning.text)}`, width))
    .map((line) => paint('yellow', line))
}

/** The text in lines of at most `width` columns, the later ones two columns further in than the first. */
function indented(text: string, width: number): string[] {
  const indent = /^ */.exec(text)![0]
  const [first, ...rest] = wrapped(text.trimStart(), Math.max(20, width - indent.length - 2))
  return [`${indent}${first}`, ...rest.map((line) => `${indent}  ${line}`)]
}

/** Lines of at most so many columns, broken at spaces where there are some. */
function wrapped(text: string, columns: number): string[] {
  if (text.length <= columns) return [text]
  const space = text.lastIndexOf(' ', columns)
  const end = space > 0 ? space : columns
  return [text.slice(0, end), ...wrapped(text.slice(end).trimStart(), columns)]
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
