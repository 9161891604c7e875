import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import { gateFailures } from '../report/gate.ts'
import { createRunReport, type RunReport, type TestRun } from '../report/run-report.ts'
import { summariseServers } from '../report/server-summary.ts'
import { renderTable } from '../report/table.ts'
import type { Warning } from '../report/warning.ts'
import type { MtlsReporterOptions } from './reporter-options.ts'
import { slashes } from './slashes.ts'

/**
 * Prints the table of a run on stderr, and writes the files that the options name, relative to `root`. Returns why the run has to fail
 * although its tests have passed, one reason a line.
 */
export async function publishReport(
  runs: readonly TestRun[],
  counts: RunReport['counts'],
  options: MtlsReporterOptions,
  root: string,
  unusedEntries: readonly string[] = [],
): Promise<string[]> {
  const report = createRunReport(runs, counts)
  const { table = true, expiryDays = 30, json, html } = options
  const rows = summariseServers(report, expiryDays)
  const failures = gateFailures(rows, options, unusedEntries.map(unusedWarning))
  if (json !== undefined) await write(resolve(root, json), `${JSON.stringify(report, null, 2)}\n`)
  if (html !== undefined) await writePage(resolve(root, html), root, report, options)
  const incomplete = report.tests.some((test) => test.furtherCalls + test.furtherConnections > 0)
  const lines = [
    ...(table ? [renderTable(rows, { ...stderrStyle(), incomplete })] : []),
    ...(failures.length > 0 ? [['The run fails for what the table warns of:', ...failures].join('\n  - ')] : []),
    ...(html === undefined ? [] : [`mTLS report: ${html}`]),
  ]
  print(lines.filter(Boolean).join('\n\n'))
  const { GITHUB_ACTIONS, GITHUB_STEP_SUMMARY } = process.env
  if (GITHUB_ACTIONS === 'true' && GITHUB_STEP_SUMMARY && rows.length > 0) {
    const { renderStepSummary } = await import('../report/step-summary.ts')
    await appendFile(GITHUB_STEP_SUMMARY, `\n${renderStepSummary(report, rows, failures)}\n`)
  }
  return failures
}

function unusedWarning(label: string): Warning {
  return { kind: 'unused-entry', text: `no request has used ${label}` }
}

async function writePage(
  file: string,
  root: string,
  report: RunReport,
  { captures, expiryDays = 30 }: MtlsReporterOptions,
): Promise<void> {
  const { renderPage } = await import('../report/page.ts')
  const folder = captures === undefined ? {} : { captures: slashes(relative(dirname(file), resolve(root, captures))) }
  await write(file, renderPage(report, { expiryDays, ...folder }))
}

async function write(file: string, content: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, content)
}

/** stdout belongs to reporters whose output is read by machines. */
function print(text: string): void {
  if (text !== '') process.stderr.write(`\n${text}\n\n`)
}

function stderrStyle(): { color: boolean; width: number } {
  const { NO_COLOR, FORCE_COLOR, COLUMNS } = process.env
  const { isTTY, columns } = process.stderr
  return {
    color: NO_COLOR ? false : FORCE_COLOR ? FORCE_COLOR !== '0' : isTTY === true,
    width: columns ?? (Number(COLUMNS) || 120),
  }
}
