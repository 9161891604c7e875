import { printExpectation } from './certificate-expectation.ts'
import { judgeValidity } from './chain-validity.ts'
import { defineMatcher } from './define-matcher.ts'
import { unreadable } from './unreadable.ts'
import { readValidity } from './validity.ts'

const name = 'toHaveServerCertValidFor'

/** Holds when every certificate that the server sent stays valid for at least that long. */
export const toHaveServerCertValidFor = defineMatcher(name, (context, duration?: unknown) => {
  const validity = readValidity(duration, name)
  return {
    expected: `the server's certificates to stay valid for ${printExpectation(duration, context)}`,
    judge: (subject) => {
      const { chain } = subject.handshake.serverCertificate
      if (chain.length === 0) throw unreadable(name, 'how long the certificate of the server is valid', subject)
      return judgeValidity(chain, validity, 'server')
    },
  }
})
