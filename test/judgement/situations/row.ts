import type { Evidence } from '../../../src/evidence/evidence.ts'
import type { Judgement } from '../../../src/evidence/judgement.ts'

/** A situation, by an example of its evidence and what is to be said about it. */
export interface Row extends Pick<Judgement, 'situation' | 'cause' | 'remedy'> {
  /** Party, means, kind of subject and certainty, in this order. */
  judged: string
  evidence: Evidence
}
