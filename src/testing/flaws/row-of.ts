import type { FlawRow } from '../../evidence/flaw-table.ts'
import type { IssuedCertificate } from '../issue/issued-certificate.ts'
import type { Attempt } from './attempt.ts'
import { judgeAttempt, type RefusalCondition } from './judge-attempt.ts'
import { whyNotTried } from './not-tried.ts'
import { reactionOf } from './reaction.ts'

interface Trial {
  flaw: string
  description: string
  credential: IssuedCertificate | undefined
  /** Makes the request. */
  once(): Promise<Attempt>
  control: Attempt
  on: RefusalCondition | undefined
}

/** Tries one, a second time where the first one ended in a way that may be chance. */
export async function rowOf({ flaw, description, credential, once, control, on }: Trial): Promise<FlawRow> {
  const facts = { flaw, description }
  const made = await once()
  const untried = whyNotTried(made, credential, control)
  if (untried !== undefined) return notTried(facts, untried)
  const row = judgeAttempt(facts, made, control, on)
  if (row.outcome === 'refused' && row.via === 'http' && made.handshake?.clientCertificate.status === 'not-requested') {
    return { ...row, outcome: 'unclear', evidence: `${row.evidence}; it had not asked for a certificate` }
  }
  if (row.outcome !== 'refused' || !mayBeChance(made)) return row
  const second = judgeAttempt(facts, await once(), control, on)
  if (second.via === row.via) return row
  return { ...facts, outcome: 'unclear', evidence: `first ${row.evidence}, then ${second.evidence}` }
}

export function notTried(facts: Pick<FlawRow, 'flaw' | 'description'>, why: string): FlawRow {
  return { ...facts, outcome: 'not-tried', evidence: why }
}

/** A connection that broke, and nothing in its record says why. */
function mayBeChance(made: Attempt): boolean {
  const reaction = reactionOf(made)
  return reaction.kind === 'refused' && reaction.via === 'close' && !reaction.proven
}
