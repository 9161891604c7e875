import { abortCodes, clientDestroyed } from '../../evidence/abort-codes.ts'
import { type Facts, isTls } from '../facts.ts'
import { whenGivenUp } from '../phrases.ts'
import type { Situation } from '../situation.ts'

/** The caller ended the call, or its client. */
export const aborted: readonly Situation<Facts>[] = [
  {
    situation: 'aborted-by-the-caller',
    tell: (facts) =>
      abortCodes.test(facts.code) && {
        party: 'client',
        means: 'close',
        cause: `The request to ${facts.origin} was aborted by the signal that it was given (${facts.evidence.error?.name}), ${isTls(facts) ? whenGivenUp(facts) : 'before a TLS handshake was begun'}.`,
        remedy: 'Let the signal wait longer, or correct the expectation.',
      },
  },
  {
    situation: 'client-destroyed',
    tell: (facts) =>
      facts.code === clientDestroyed && {
        party: 'client',
        means: 'close',
        cause: `The request to ${facts.origin} was under way when its client was destroyed, ${isTls(facts) ? whenGivenUp(facts) : 'before a TLS handshake was begun'}.`,
        remedy:
          'Await the request before that, or close() the client, which waits for it; at the end of a test file the client of its `request` is destroyed.',
      },
  },
]
