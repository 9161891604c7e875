import { abortCodes } from '../../evidence/abort-codes.ts'
import { type Facts, isTls, type TlsFacts } from '../facts.ts'
import type { Situation } from '../situation.ts'

/** The caller ended the call. */
export const aborted: readonly Situation<Facts>[] = [
  {
    situation: 'aborted-by-the-caller',
    tell: (facts) =>
      abortCodes.test(facts.code) && {
        party: 'client',
        means: 'close',
        cause: `The request to ${facts.origin} was aborted by the signal that it was given (${facts.evidence.error?.name}), ${whenOf(facts)}.`,
        remedy: 'Let the signal wait longer, or correct the expectation.',
      },
  },
]

function whenOf(facts: Facts | TlsFacts): string {
  if (!isTls(facts)) return 'before a TLS handshake was begun'
  if (facts.handshake.protocol === undefined || facts.status === 'unknown')
    return 'before the TLS handshake was through'
  return facts.answer ? 'before the answer was whole' : 'before an answer came; TLS had not failed'
}
