import { printExpectation } from './certificate-expectation.ts'
import { judgeValidity } from './chain-validity.ts'
import { defineMatcher } from './define-matcher.ts'
import { unreadable } from './unreadable.ts'
import { readValidity } from './validity.ts'

const name = 'toHaveClientCertValidFor'

/** Holds when every certificate that the client sent stays valid for at least that long. */
export const toHaveClientCertValidFor = defineMatcher(name, (context, duration?: unknown) => {
  const validity = readValidity(duration, name)
  return {
    expected: `the client's certificates to stay valid for ${printExpectation(duration, context)}`,
    judge: (subject) => {
      const { chain, status } = subject.handshake.clientCertificate
      if (status === 'unknown') throw unreadable(name, 'which client certificate was sent', subject)
      return chain.length > 0
        ? judgeValidity(chain, validity, 'client')
        : { pass: false, received: `no client certificate was sent (${status})` }
    },
  }
})
