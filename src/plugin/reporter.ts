import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from 'vitest/node'
import { createRunReport, type RunReport, type TestRun } from '../report/run-report.ts'
import { summariseServers } from '../report/server-summary.ts'
import { renderTable } from '../report/table.ts'
import type { TestEvidence } from '../report/test-evidence.ts'
import type { MtlsReporterOptions } from './reporter-options.ts'

export type { MtlsReporterOptions } from './reporter-options.ts'

/** Marks the reporter for other copies of this module. */
const brand = Symbol.for('vitest-mtls/reporter')

/**
 * Says at the end of a run what its requests have seen: a table on stderr, and the files that the options name. It reads the tests' meta
 * alone, so that merged blobs of several machines give what one run gives.
 */
export default class MtlsReporter implements Reporter {
  readonly [brand] = true
  readonly options: MtlsReporterOptions
  #vitest: Vitest | undefined

  constructor(options: MtlsReporterOptions = {}) {
    this.options = options
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  async onTestRunEnd(modules: readonly TestModule[]): Promise<void> {
    const report = createRunReport(modules.flatMap(testRuns))
    const { table = true, expiryDays = 30, json, html } = this.options
    const root = this.#vitest?.config.root ?? process.cwd()
    if (json !== undefined) await write(resolve(root, json), `${JSON.stringify(report, null, 2)}\n`)
    if (html !== undefined) await this.#writePage(resolve(root, html), root, report, expiryDays)
    const incomplete = report.tests.some((test) => test.furtherCalls + test.furtherConnections > 0)
    if (table) print(renderTable(summariseServers(report, expiryDays), { ...stderrStyle(), incomplete }))
  }

  async #writePage(file: string, root: string, report: RunReport, expiryDays: number): Promise<void> {
    const { renderPage } = await import('../report/page.ts')
    const { captures } = this.options
    const folder = captures === undefined ? {} : { captures: slashes(relative(dirname(file), resolve(root, captures))) }
    await write(file, renderPage(report, { expiryDays, ...folder }))
  }
}

/** Whether an entry of Vitest's `reporters` is this reporter, and with which options. */
export function reporterOptionsIn(entry: unknown): MtlsReporterOptions | undefined {
  if (Array.isArray(entry)) {
    const [name, options] = entry as [unknown, MtlsReporterOptions | undefined]
    return name === 'vitest-mtls/reporter' ? (options ?? {}) : undefined
  }
  if (entry === 'vitest-mtls/reporter') return {}
  return (entry as Partial<MtlsReporter> | null)?.[brand] ? (entry as MtlsReporter).options : undefined
}

/** What the tests of a module, and its hooks, have left in their meta. */
function testRuns(module: TestModule): TestRun[] {
  const place = {
    project: module.project.name,
    file: slashes(relative(module.project.vitest.config.root, module.moduleId)),
  }
  const runs: TestRun[] = []
  const outside = evidenceIn(module.meta())
  if (outside)
    runs.push({ ...place, names: [], state: module.state() === 'failed' ? 'failed' : 'passed', evidence: outside })
  for (const test of module.children.allTests()) {
    const evidence = evidenceIn(test.meta())
    const { state } = test.result()
    if (evidence)
      runs.push({ ...place, names: namesOf(test), state: state === 'pending' ? 'skipped' : state, evidence })
  }
  return runs
}

function evidenceIn(meta: object): TestEvidence | undefined {
  return (meta as { mtls?: TestEvidence }).mtls
}

function namesOf(test: TestCase): string[] {
  const names = [test.name]
  for (let parent: TestSuite | TestModule = test.parent; parent.type === 'suite'; parent = parent.parent) {
    names.unshift(parent.name)
  }
  return names
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

function slashes(path: string): string {
  return path.replaceAll('\\', '/')
}
