import type { RecordedCall, RecordedConnection } from '../../src/evidence/call-recorder.ts'
import { EvidenceCollector } from '../../src/report/evidence-collector.ts'
import type { TestRun } from '../../src/report/run-report.ts'
import type { Handshake } from '../../src/tls/handshake.ts'

/** A connection that says the same to whoever asks. */
export function connection(handshake: Handshake): RecordedConnection {
  return {
    handshake,
    captured: { recording: { records: [], keyLog: [], version: 0, ringStart: 0 }, serverPort: handshake.port },
  }
}

/** A call that was answered over these connections. */
export function call(connections: RecordedConnection[], facts: Partial<RecordedCall['evidence']> = {}): RecordedCall {
  const handshakes = connections.map(({ handshake }) => handshake)
  return {
    connections,
    evidence: { url: 'https://api.internal:8443/orders', method: 'GET', status: 200, handshakes, ...facts },
  }
}

/** A test with these calls. */
export function testRun(calls: RecordedCall[], facts: Partial<TestRun> = {}): TestRun {
  const collector = new EvidenceCollector()
  collector.add(calls, 1)
  return {
    project: '',
    file: 'orders.test.ts',
    names: ['orders'],
    state: 'passed',
    evidence: collector.evidence,
    ...facts,
  }
}
