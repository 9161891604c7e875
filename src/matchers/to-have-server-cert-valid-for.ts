import { printExpectation } from './certificate-expectation.ts'
import { readChainValidity } from './chain-validity.ts'
import { defineMatcher } from './define-matcher.ts'
import { unreadable } from './unreadable.ts'

const name = 'toHaveServerCertValidFor'

/** Holds when every certificate that the server sent stays valid for at least that long, or when its leaf was made for no longer. */
export const toHaveServerCertValidFor = defineMatcher(name, (context, duration?: unknown) => {
  const validity = readChainValidity(duration, name, 'server', (value) => printExpectation(value, context))
  return {
    expected: validity.expected,
    judge: (subject) => {
      const { chain } = subject.handshake.serverCertificate
      if (chain.length === 0) throw unreadable(name, 'how long the certificate of the server is valid', subject)
      return validity.judge(chain)
    },
  }
})
