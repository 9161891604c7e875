import type { StapledOcsp } from '../tls/handshake.ts'
import { defineMatcher } from './define-matcher.ts'
import { shown } from './fields.ts'
import { suggestion } from './suggestion.ts'
import { unreadable } from './unreadable.ts'
import type { Verdict } from './verdict.ts'

const name = 'toHaveStapledOcsp'
const statuses = ['good', 'revoked', 'unknown']

/** Holds when the server stapled an OCSP response of that status which is current and rightly signed. */
export const toHaveStapledOcsp = defineMatcher(name, ({ utils }, status: unknown = 'good') => {
  if (typeof status !== 'string' || !statuses.includes(status))
    throw new TypeError(
      `${name}() needs 'good', 'revoked' or 'unknown'; it got ${shown(status)}${suggestion(String(status), statuses)}`,
    )
  return {
    expected: `a stapled OCSP response that says ${utils.printExpected(status)}, is current and rightly signed`,
    judge: (subject) => {
      const { ocsp, capture, resumed, serverCertificate, startedAt } = subject.handshake
      if (ocsp !== undefined) return verdictOn(ocsp, status, startedAt)
      if (resumed || !capture.complete || serverCertificate.chain.length === 0)
        throw unreadable(name, 'whether an OCSP response was stapled', subject)
      return {
        pass: false,
        received: 'none that speaks of its certificate',
        why: ['The server sent no OCSP response with its certificate, or one for another certificate.'],
        remedy:
          'Switch stapling on (nginx: ssl_stapling; Apache: SSLUseStapling), and let the server reach the responder.',
      }
    },
  }
})

/** `at`: the moment of the connection (ISO 8601). */
function verdictOn({ status, thisUpdate, nextUpdate, verified }: StapledOcsp, expected: string, at: string): Verdict {
  const isCurrent = thisUpdate <= at && (nextUpdate === undefined || at <= nextUpdate)
  const wrong = [
    ...(status === expected ? [] : [`It says ${status}.`]),
    ...(isCurrent ? [] : [thisUpdate > at ? 'It is not valid yet.' : 'It is out of date.']),
    ...(verified
      ? []
      : ['Its signature is neither that of the issuer nor of a responder whom the issuer has authorised.']),
  ]
  return {
    pass: wrong.length === 0,
    received: [status, ...(isCurrent ? [] : ['not current']), ...(verified ? [] : ['not rightly signed'])].join(', '),
    facts: [`thisUpdate: ${thisUpdate}`, `nextUpdate: ${nextUpdate ?? '(none)'}`],
    why: wrong.length > 0 ? wrong : ['The server stapled a response that says so.'],
    remedy:
      wrong.length > 0
        ? 'Let the server fetch the response again, or ask the authority what it says of this certificate.'
        : 'Correct the expectation, or the status at the authority.',
  }
}
