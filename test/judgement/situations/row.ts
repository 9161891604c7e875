import type { Diagnosis } from '../../../src/evidence/diagnosis.ts'
import type { Evidence } from '../../../src/evidence/evidence.ts'

/** A situation, by an example of its evidence and what is to be said about it. */
export interface Row extends Diagnosis {
  evidence: Evidence
}
