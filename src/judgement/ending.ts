import type { Means, Party } from '../evidence/judgement.ts'
import type { Alert } from '../tls/handshake.ts'
import { isClosing, isCut, isReset, isTimeout } from './closing.ts'
import { type Facts, isTls, type TlsFacts } from './facts.ts'

/** How a connection or a request ended. */
export interface Ending {
  party: Party
  means: Means
  /** By which alert. */
  alert?: Alert
}

/** Who ended the connection or refused the request, and by what. */
export function endingOf(facts: Facts | TlsFacts): Ending {
  const { answer, failed } = facts
  // What failed after it, the body perhaps, takes nothing from what it says.
  if (isTls(facts) && facts.refusal?.via === 'http' && facts.refusal.certainty === 'proven') {
    return { party: 'server', means: 'answer' }
  }
  if (!failed) {
    if (isTls(facts) && facts.serverAlert && !answer) return byServerAlert(facts.serverAlert)
    if (isTls(facts) && facts.refusal?.via === 'close') return { party: 'server', means: 'close' }
    const isRefused = answer !== undefined && answer.status >= 400
    return isRefused ? { party: 'server', means: 'answer' } : { party: 'nobody', means: 'none' }
  }
  if (facts.evidence.limit) return { party: 'client', means: 'time-limit' }
  if (isTls(facts)) {
    if (facts.problem) return { party: 'client', means: 'own-check' }
    if (facts.serverAlert) return byServerAlert(facts.serverAlert)
  }
  if (isTimeout(facts)) return { party: isTls(facts) ? 'client' : 'network', means: 'time-limit' }
  if (isClosing(facts)) return { party: 'server', means: isReset(facts) ? 'reset' : 'close' }
  return { party: 'client', means: isCut(facts) ? 'close' : 'own-check' }
}

function byServerAlert(alert: Alert): Ending {
  return { party: 'server', means: 'alert', alert }
}
