import { relative } from 'node:path'
import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from 'vitest/node'
import { checkGivenOptions } from '../config/check-given-options.ts'
import type { RunReport, TestRun, TestState } from '../report/run-report.ts'
import type { TestEvidence } from '../report/test-evidence.ts'
import type { UnusedEntry } from '../report/unused-entries.ts'
import { isWholeRun } from './is-whole-run.ts'
import { reporterOptionsShape } from './reporter-option-table.ts'
import type { MtlsReporterOptions } from './reporter-options.ts'
import { runFailures } from './run-failures.ts'
import { slashes } from './slashes.ts'

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

  /** @throws ConfigError for options that do not exist, and for values that do not fit. */
  constructor(options: MtlsReporterOptions = {}) {
    checkGivenOptions(options, { owner: 'options of the reporter', shape: reporterOptionsShape })
    this.options = options
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  async onTestRunEnd(modules: readonly TestModule[]): Promise<void> {
    const root = this.#vitest?.config.root ?? process.cwd()
    const runs = modules.flatMap((module) => testRuns(module, root))
    const { json, html } = this.options
    const isAsked = json !== undefined || html !== undefined
    if (!isAsked && runs.every(({ evidence }) => evidence === noEvidence)) return
    // Imported when there is something to say: a run starts without it.
    const { publishReport } = await import('./publish-report.ts')
    const isWhole = this.#vitest !== undefined && isWholeRun(this.#vitest)
    const unused = isWhole ? await unusedEntriesOf(runs) : []
    const labels = unused.map(({ label }) => label)
    const failures = await publishReport(runs, countsOf(modules), this.options, root, labels)
    await noteUnusedEntries(unused)
    // Vitest's own exit code is about tests; it keeps one that is set.
    if (failures.length > 0 || unused.some(({ isError }) => isError)) process.exitCode = 1
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

/** What the tests of a module, and its hooks, have left in their meta; and those that have failed without a request. */
function testRuns(module: TestModule, root: string): TestRun[] {
  const place = {
    project: module.project.name,
    file: slashes(relative(module.project.vitest.config.root, module.moduleId)),
  }
  const runs: TestRun[] = []
  const outside = evidenceIn(module.meta())
  if (outside) runs.push({ ...place, names: [], state: 'hooks', evidence: outside })
  for (const test of module.children.allTests()) {
    const evidence = evidenceIn(test.meta())
    const { state, errors = [] } = test.result()
    if (!evidence && state !== 'failed') continue
    const { duration, retryCount = 0 } = test.diagnostic() ?? {}
    runs.push({
      ...place,
      names: namesOf(test),
      state: stateOf(state),
      evidence: evidence ?? noEvidence,
      ...(state === 'failed' && { failures: runFailures(errors, root) }),
      ...(duration !== undefined && { durationMs: Math.round(duration) }),
      ...(retryCount > 0 && { retries: retryCount }),
    })
  }
  return runs
}

const noEvidence: TestEvidence = {
  calls: [],
  furtherCalls: 0,
  connections: [],
  furtherConnections: 0,
  certificates: {},
  certificateRequests: [],
}

/** Of all tests, as Vitest's own summary has them. */
function countsOf(modules: readonly TestModule[]): RunReport['counts'] {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const module of modules) for (const test of module.children.allTests()) counts[stateOf(test.result().state)]++
  return counts
}

function stateOf(state: 'pending' | TestState): TestState {
  return state === 'pending' ? 'skipped' : state
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

/** Entries of the config that no request has used. */
async function unusedEntriesOf(runs: readonly TestRun[]): Promise<UnusedEntry[]> {
  const { unusedEntries } = await import('../report/unused-entries.ts')
  return unusedEntries(runs.map(({ evidence }) => evidence))
}

async function noteUnusedEntries(unused: readonly UnusedEntry[]): Promise<void> {
  if (unused.length === 0) return
  const { unusedEntriesNote } = await import('../report/unused-entries.ts')
  process.stderr.write(`\n${unusedEntriesNote(unused)}\n\n`)
}
