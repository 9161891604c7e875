import { printable } from './printable.ts'
import type { RunReport } from './run-report.ts'
import type { ServerSummary } from './server-summary.ts'

/** A section for the step summary of GitHub Actions, in Markdown: the failures, the servers, what ends soon. */
export function renderStepSummary(
  report: RunReport,
  rows: readonly ServerSummary[],
  failures: readonly string[],
): string {
  const shown = rows.filter(({ expected }) => !expected)
  const refusals = rows.filter(({ expected }) => expected).reduce((sum, { requests }) => sum + requests, 0)
  const failed = report.tests.filter(({ state, calls }) => state === 'failed' && calls.length > 0)
  const soon = [...new Set(shown.flatMap(({ warnings }) => warnings.filter(({ kind }) => kind === 'expiry')))]
  return [
    '## mTLS',
    '',
    ...list('What makes the run fail', failures),
    ...list(
      'Failed tests with requests',
      failed.map(({ file, names, failures: errors }) => {
        const [first] = errors ?? []
        return `**${[file, ...names].join(' › ')}**: ${first?.message.split('\n')[0] ?? 'no message'}`
      }),
    ),
    ...(shown.length > 0 ? table(shown) : []),
    ...(refusals > 0 ? [`${refusals} ${refusals === 1 ? 'refusal' : 'refusals'} as the tests expected.`, ''] : []),
    ...list(
      'What ends soon',
      soon.map(({ text }) => text),
    ),
  ].join('\n')
}

function list(title: string, items: readonly string[]): string[] {
  if (items.length === 0) return []
  return [`### ${title}`, '', ...items.map((item) => `- ${markdown(item, { keepBold: true })}`), '']
}

function table(rows: readonly ServerSummary[]): string[] {
  const cells = rows.map(
    ({ server, requests, clients, protocols, client, clientVerdict, verdict, clientDays, serverDays, warnings }) => [
      server,
      clients.length === 0 ? String(requests) : `${requests} by ${clients.join(', ')}`,
      protocols.join(', ') || '-',
      client,
      clientVerdict,
      verdict,
      [clientDays, serverDays].map((days) => (days === undefined ? '-' : days < 0 ? 'ended' : days)).join(' / '),
      warnings.map(({ text }) => text).join('; ') || '-',
    ],
  )
  const headings = [
    'Server',
    'Requests',
    'TLS',
    'Client certificate',
    "Server's verdict",
    'Server certificate',
    'Days left',
    'Warnings',
  ]
  return [headings, headings.map(() => '---'), ...cells]
    .map((row) => `| ${row.map((cell) => markdown(cell)).join(' | ')} |`)
    .concat('')
}

/** What a peer has named itself, is text. */
function markdown(text: string, { keepBold = false } = {}): string {
  const escaped = printable(text).replace(/[\\`_<>|[\]#]/g, (one) => `\\${one}`)
  return keepBold ? escaped : escaped.replaceAll('*', '\\*')
}
