import type { TlsFacts } from '../facts.ts'
import { subjectOf } from '../phrases.ts'
import { refusalWords } from '../refusal-words.ts'
import type { Situation } from '../situation.ts'

/** For situations that give no reason. */
export const general = 'general'

/** Alerts that give a reason (RFC 8446 section 6.2): only the situations with that reason fit them. */
const specific = [43, 44, 45, 48, 51]

export interface Reason {
  because: string
  remedy: string
  /** What the alert says leads to it, and does not say it. */
  inferred?: true
}

/**
 * `alerts` say what the words say; with every other alert, and without one, the words are what our own certificate
 * suggests. `general`: the words give no reason.
 */
export function refusedClient(
  situation: string,
  alerts: readonly number[] | typeof general,
  words: (facts: TlsFacts, alert: number | undefined) => Reason | false | undefined,
): Situation {
  return {
    situation,
    tell: (facts) => {
      const { refusal, status, leaf, explanation } = facts
      if (!refusal || refusal.certainty === 'unknown' || status !== 'sent') return false
      const alert = refusal.alert?.code
      const isSaid = alert !== undefined && alerts !== general && alerts.includes(alert)
      if (!isSaid && alert !== undefined && specific.includes(alert)) return false
      const told = words(facts, alert)
      if (!told) return false
      const after = `${refusal.via === 'close' ? 'right ' : ''}after our client certificate (${subjectOf(leaf)}${explanation?.applied ? ` from ${explanation.applied.path}` : ''})`
      return {
        subject: {
          kind: 'client-certificate',
          presented: 'sent',
          why: situation,
          whyCertainty: isSaid && !told.inferred ? 'proven' : alerts === general ? 'unknown' : 'likely',
        },
        certainty: refusal.certainty,
        cause: `${refusalWords(facts)} ${after}${(isSaid && !told.inferred) || alerts === general ? ': ' : '; the likely reason: '}${told.because}.`,
        remedy: told.remedy,
      }
    },
  }
}
