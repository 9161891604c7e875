import { dateAgainst } from '../judgement/phrases.ts'
import type { Certificate } from '../tls/handshake.ts'
import { readLongestLife, readValidity, remaining, type Validity } from './validity.ts'
import type { Verdict } from './verdict.ts'

type Side = 'client' | 'server'

/** What a test expects of the validity of one side's certificates, and the check of a chain, leaf first. */
export function readChainValidity(
  duration: unknown,
  matcher: string,
  side: Side,
  print: (value: unknown) => string,
): { expected: string; judge: (chain: readonly Certificate[]) => Verdict } {
  const longest = readLongestLife(duration, matcher)
  if (longest !== undefined) {
    const { atMost } = duration as { atMost: unknown }
    return {
      expected: `the ${side}'s certificate to be made for at most ${print(atMost)}`,
      judge: ([leaf]) => judgeLifetime(leaf!, longest, side),
    }
  }
  const validity = readValidity(duration, matcher)
  return {
    expected: `the ${side}'s certificates to stay valid for ${print(duration)}`,
    judge: (chain) => judgeValidity(chain, validity, side),
  }
}

function judgeLifetime({ subject, validFrom, validTo }: Certificate, longest: number, side: Side): Verdict {
  const life = Date.parse(validTo) - Date.parse(validFrom)
  const pass = life <= longest
  const days = Number((life / 86_400_000).toFixed(2))
  return {
    pass,
    received: `${subject || '(empty subject)'} is made for ${days} days`,
    facts: [`valid from: ${validFrom}`, `valid until: ${validTo}`],
    why: [`Its whole lifetime counts, not what is left of it.`],
    remedy: pass
      ? 'Correct the expectation.'
      : `Have the ${side}'s certificate issued for a shorter time, or correct the expectation.`,
  }
}

/** Whether every certificate of a chain stays valid long enough from now on. */
function judgeValidity(chain: readonly Certificate[], validity: Validity, side: Side): Verdict {
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
