import { dateAgainst } from '../judgement/phrases.ts'
import type { Certificate } from '../tls/handshake.ts'
import type { Verdict } from './define-matcher.ts'
import { remaining, type Validity } from './validity.ts'

/** Whether every certificate of a chain stays valid long enough from now on. */
export function judgeValidity(chain: readonly Certificate[], validity: Validity, side: 'client' | 'server'): Verdict {
  const now = Date.now()
  const short = chain.filter((certificate) => remaining(certificate, now) < validity(certificate))
  const lines = chain.map(({ subject, validFrom, validTo }) => {
    return Date.parse(validFrom) > now
      ? `${subject || '(empty subject)'}: not valid before ${dateAgainst(validFrom, new Date(now).toISOString())}`
      : `${subject || '(empty subject)'}: valid until ${dateAgainst(validTo, new Date(now).toISOString())}`
  })
  return short.length > 0
    ? {
        pass: false,
        received: `${short.map(({ subject }) => subject || '(empty subject)').join(' and ')} ${short.length > 1 ? 'do' : 'does'} not`,
        facts: lines,
        why: [
          `Every certificate of the chain counts, and ${short.length} of ${chain.length} ${short.length > 1 ? 'end' : 'ends'} earlier.`,
        ],
        remedy: `Renew ${short.length > 1 ? 'these certificates' : 'this certificate'} of the ${side}'s chain.`,
      }
    : {
        pass: true,
        received: 'the whole chain does',
        facts: lines,
        why: ['Every certificate of the chain is valid for longer.'],
        remedy: 'Correct the expectation, or check that this is the certificate that was to be short-lived.',
      }
}
