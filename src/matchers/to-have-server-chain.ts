import { printExpectation, readCertificateExpectation } from './certificate-expectation.ts'
import { defineMatcher } from './define-matcher.ts'
import { shown } from './fields.ts'
import { unreadable } from './unreadable.ts'

const name = 'toHaveServerChain'

/** Holds when the server sent exactly these certificates, leaf first. */
export const toHaveServerChain = defineMatcher(name, (context, expected?: unknown) => {
  if (!Array.isArray(expected) || expected.length === 0)
    throw new TypeError(
      `${name}() needs an array with what is expected of each certificate, leaf first; it got ${shown(expected)}.`,
    )
  const readers = expected.map((one: unknown) => readCertificateExpectation(one, name, context))
  return {
    expected: `the chain ${expected.map((one) => printExpectation(one, context)).join(' ← ')}`,
    judge: (subject) => {
      const { chain } = subject.handshake.serverCertificate
      if (chain.length === 0) throw unreadable(name, 'which chain the server sent', subject)
      const mismatches = chain.flatMap((certificate, place) => {
        return readers[place]?.({ certificate }).map((mismatch) => `[${place}] ${mismatch}`) ?? []
      })
      return {
        pass: mismatches.length === 0 && chain.length === readers.length,
        received: chain.map(({ subject: one }) => one || '(empty subject)').join(' ← '),
        facts: mismatches,
        why: [
          chain.length === readers.length
            ? `The server sent ${count(chain.length)}.`
            : `The server sent ${count(chain.length)}, and ${readers.length} ${readers.length === 1 ? 'is' : 'are'} expected.`,
        ],
        remedy:
          'Give the server its certificate and the intermediates, in that order and without the root, or correct the expectation.',
      }
    },
  }
})

function count(certificates: number): string {
  return certificates === 1 ? '1 certificate' : `${certificates} certificates`
}
