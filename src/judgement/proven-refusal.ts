import type { Judgement } from '../evidence/judgement.ts'
import type { Alert } from '../tls/handshake.ts'

/** How a server refused the client certificate, or its absence. */
export interface ProvenRefusal {
  via: 'alert' | 'close' | 'http'
  alert?: Alert
  status?: number
}

/** The refusal of the client certificate that a judgement proves; undefined where it proves none. */
export function provenRefusal(judgement: Judgement): ProvenRefusal | undefined {
  const { party, means, subject, certainty, alert, status } = judgement
  if (subject.kind !== 'client-certificate' || party !== 'server' || certainty !== 'proven') return undefined
  if (means === 'alert' && alert) return { via: 'alert', alert }
  if (means === 'answer' && status !== undefined && subject.presented !== 'unknown') return { via: 'http', status }
  return means === 'close' || means === 'reset' ? { via: 'close' } : undefined
}
