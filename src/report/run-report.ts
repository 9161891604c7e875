import type { FlawTable } from '../evidence/flaw-table.ts'
import type { Judgement } from '../evidence/judgement.ts'
import type { Handshake } from '../tls/handshake.ts'
import { handshakeIn, type ReportedCall, type TestEvidence } from './test-evidence.ts'

/** A test, or the hooks of a file, that made requests. */
export interface TestRun {
  /** Name of the Vitest project; empty for the only one. */
  project: string
  /** Path relative to the Vitest root, with slashes. */
  file: string
  /** Of the suites around the test, then its own; empty for the hooks of the file. */
  names: string[]
  /** `hooks`: they have no outcome of their own. */
  state: TestState | 'hooks'
  /** Of the last attempt; none of a test that passed. */
  failures?: RunFailure[]
  /** Milliseconds, of all attempts. */
  durationMs?: number
  /** Attempts after the first. */
  retries?: number
  /** Of a test without requests, which is listed when it has failed: empty. */
  evidence: TestEvidence
}

export type TestState = 'passed' | 'failed' | 'skipped'

/** Why a test has failed. */
export interface RunFailure {
  name: string
  message: string
  /** `orders.test.ts:14:22`, relative to the Vitest root. */
  place?: string
  /** The lines around that place, the line itself marked. */
  frame?: string
}

/** A connection of the run and the tests that used it. */
export interface RunConnection {
  requests: number
  /** Places in `tests`. */
  tests: number[]
  handshake: Handshake
  /** Some request got an answer over it. */
  answered: boolean
  /** All that it carried were trials of flawed client certificates: what is wrong with those is meant. */
  trial?: true
  /** Something was refused on it, and that is what it was for: a trial, or every test that used it has passed. */
  expected: boolean
  /** Of the last call that ended or was refused on it. */
  judgement?: Judgement
}

export interface RunTest extends Omit<TestRun, 'evidence'> {
  /** Their `connections` are places in the run's list. */
  calls: ReportedCall[]
  furtherCalls: number
  furtherConnections: number
  capture?: string
  /** What servers did with flawed client certificates. */
  flaws?: FlawTable[]
}

/** Everything that is known about a run: what the JSON report holds. */
export interface RunReport {
  format: 'vitest-mtls-report'
  version: 1
  /** By project and file; in a file as they stand there. */
  tests: RunTest[]
  connections: RunConnection[]
  /** Of all tests of the run, those without requests too: as Vitest counts them. */
  counts: Record<TestState, number>
}

/** Joins the evidence of all tests of a run, of one machine or of several: the order in which they come does not matter. */
export function createRunReport(runs: readonly TestRun[], counts: RunReport['counts'] = countsOf(runs)): RunReport {
  const connections: RunConnection[] = []
  const places = new Map<string, number>()
  const tried = new Set<RunConnection>()
  const others = new Set<RunConnection>()
  const sorted = runs
    .filter(({ evidence, state }) => evidence.calls.length > 0 || evidence.flaws !== undefined || state === 'failed')
    // Stable: tests of one file keep their order.
    .sort((a, b) => compare(a.project, b.project) || compare(a.file, b.file))
  const tests = sorted.map(({ evidence, ...run }, test): RunTest => {
    const own = evidence.connections.map((connection) => {
      const key = JSON.stringify([run.project, run.file, connection.id])
      const handshake = handshakeIn(evidence, connection)
      const place =
        places.get(key) ?? connections.push({ requests: 0, tests: [], handshake, answered: false, expected: false }) - 1
      places.set(key, place)
      const joined = connections[place]!
      joined.requests += connection.requests
      joined.tests.push(test)
      // The later one knows of later alerts.
      joined.handshake = handshake
      return place
    })
    const calls = evidence.calls.map((call) => ({ ...call, connections: call.connections.map((place) => own[place]!) }))
    for (const { judgement, connections: hops } of calls) {
      const last = hops.at(-1)
      if (judgement && last !== undefined) connections[last]!.judgement = judgement
    }
    for (const { status, connections: hops } of calls) {
      if (status !== undefined) for (const hop of hops) connections[hop]!.answered = true
    }
    for (const { trial, connections: hops } of calls) {
      for (const hop of hops) (trial ? tried : others).add(connections[hop]!)
    }
    const { furtherCalls, furtherConnections, capture, flaws } = evidence
    const more = { ...(capture !== undefined && { capture }), ...(flaws !== undefined && { flaws }) }
    return { ...run, calls, furtherCalls, furtherConnections, ...more }
  })
  for (const connection of connections) {
    if (tried.has(connection) && !others.has(connection)) connection.trial = true
    connection.expected =
      isRefused(connection) &&
      (connection.trial === true || connection.tests.every((place) => tests[place]!.state === 'passed'))
  }
  return { format: 'vitest-mtls-report', version: 1, tests, connections, counts }
}

function countsOf(runs: readonly TestRun[]): RunReport['counts'] {
  const count = (state: TestState) => runs.filter((run) => run.state === state).length
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped') }
}

/** One side did not want the other: an answer with an error status alone is none. */
export function isRefused({ judgement }: Pick<RunConnection, 'judgement'>): boolean {
  if (judgement === undefined || judgement.means === 'none') return false
  return judgement.subject.kind !== 'http' && judgement.subject.kind !== 'nothing'
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
