import { printExpectation } from './certificate-expectation.ts'
import { readChainValidity } from './chain-validity.ts'
import { defineMatcher } from './define-matcher.ts'
import { unreadable } from './unreadable.ts'

const name = 'toHaveClientCertValidFor'

/** Holds when every certificate that the client sent stays valid for at least that long, or when its leaf was made for no longer. */
export const toHaveClientCertValidFor = defineMatcher(name, (context, duration?: unknown) => {
  const validity = readChainValidity(duration, name, 'client', (value) => printExpectation(value, context))
  return {
    expected: validity.expected,
    judge: (subject) => {
      const { chain, status } = subject.handshake.clientCertificate
      if (status === 'unknown') throw unreadable(name, 'which client certificate was sent', subject)
      return chain.length > 0
        ? validity.judge(chain)
        : { pass: false, received: `no client certificate was sent (${status})` }
    },
  }
})
