import { recordCall } from '../evidence/call-recorder.ts'
import { CallEvidence } from './call-evidence.ts'

/** Evidence of a call that begins. */
export function recordedEvidence(url: string, method: string): CallEvidence {
  const evidence = new CallEvidence(url, method)
  recordCall({ evidence, connections: evidence.connections })
  return evidence
}
