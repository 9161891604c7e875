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
  state: 'passed' | 'failed' | 'skipped'
  evidence: TestEvidence
}

/** A connection of the run and the tests that used it. */
export interface RunConnection {
  requests: number
  /** Places in `tests`. */
  tests: number[]
  handshake: Handshake
  /** Of the last call that ended or was refused on it. */
  judgement?: Judgement
}

export interface RunTest extends Omit<TestRun, 'evidence'> {
  /** Their `connections` are places in the run's list. */
  calls: ReportedCall[]
  furtherCalls: number
  furtherConnections: number
  /** What servers did with flawed client certificates. */
  flaws?: FlawTable[]
  capture?: string
}

/** Everything that is known about a run: what the JSON report holds. */
export interface RunReport {
  format: 'vitest-mtls-report'
  version: 1
  /** By project and file; in a file as they stand there. */
  tests: RunTest[]
  connections: RunConnection[]
}

/** Joins the evidence of all tests of a run, of one machine or of several: the order in which they come does not matter. */
export function createRunReport(runs: readonly TestRun[]): RunReport {
  const connections: RunConnection[] = []
  const places = new Map<string, number>()
  const sorted = runs
    .filter(({ evidence }) => evidence.calls.length > 0 || evidence.flaws !== undefined)
    // Stable: tests of one file keep their order.
    .sort((a, b) => compare(a.project, b.project) || compare(a.file, b.file))
  const tests = sorted.map(({ evidence, ...run }, test): RunTest => {
    const own = evidence.connections.map((connection) => {
      const key = JSON.stringify([run.project, run.file, connection.id])
      const handshake = handshakeIn(evidence, connection)
      const place = places.get(key) ?? connections.push({ requests: 0, tests: [], handshake }) - 1
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
    const { furtherCalls, furtherConnections, flaws, capture } = evidence
    return {
      ...run,
      calls,
      furtherCalls,
      furtherConnections,
      ...(flaws !== undefined && { flaws }),
      ...(capture !== undefined && { capture }),
    }
  })
  return { format: 'vitest-mtls-report', version: 1, tests, connections }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
