import type { CertificateProblem } from '../tls/handshake.ts'
import { classAliases } from '../verification/class-aliases.ts'
import { problemClassOf } from '../verification/problem-class-of.ts'
import { defineMatcher } from './define-matcher.ts'
import { shown } from './fields.ts'
import type { TlsSubject } from './subject.ts'
import { fitsList, isTextExpectation } from './text-expectation.ts'
import { unreadable } from './unreadable.ts'

const name = 'toHaveCertError'

/** Holds when the server's certificate has a problem that fits, whether it refused the connection or not. */
export const toHaveCertError = defineMatcher(name, ({ utils }, ...args: [expected?: unknown]) => {
  const fits = args.length > 0 ? readProblem(args[0]) : () => true
  return {
    expected: `a problem of the server's certificate${args.length > 0 ? `: ${utils.printExpected(args[0])}` : ''}`,
    judge: (subject) => {
      const { verification, side } = subject.handshake
      // What a server has verified is the client's.
      const whose = side === 'server' ? "client's" : "server's"
      const found = verification.problems.find((problem) => fits(problem, wordings(problem, subject)))
      const facts = verification.problems.map((problem) => `problem: ${wordsOf(problem)}`)
      if (found) return { pass: true, received: found.class, facts }
      if (!verification.trusted && facts.length === 0) {
        const unverified = side === 'server' ? 'none was verified' : 'the connection ended before it was verified'
        const reason = subject.handshake.capture.reason ?? unverified
        throw unreadable(name, `whether the ${whose} certificate has a problem`, subject, reason)
      }
      if (facts.length > 0) return { pass: false, received: 'another problem', facts }
      return {
        pass: false,
        received: 'no problem',
        why: [`The ${whose} certificate was verified, and nothing was wrong with it.`],
        remedy: 'Check that the request went to the server with the faulty certificate, or correct the expectation.',
      }
    },
  }
})

/** A text that names one problem by its code fits that problem; every other text its whole class. */
function readProblem(expected: unknown): (problem: CertificateProblem, wordings: string[]) => boolean {
  if (!isTextExpectation(expected))
    throw new TypeError(
      `${name}() needs a class of problem, a code, a RegExp or an asymmetric matcher; it got ${shown(expected)}.`,
    )
  if (typeof expected !== 'string') return (_, messages) => fitsList(messages, expected, () => false)
  const named = problemClassOf(expected)
  if ('unknown' in named) {
    const hint = named.suggestion
      ? `did you mean "${named.suggestion}"?`
      : `classes are ${Object.keys(classAliases).join(', ')}.`
    throw new TypeError(`${name}(): "${expected}" is no class, code or known wording of a certificate problem; ${hint}`)
  }
  return ({ class: problemClass, code }) =>
    problemClass === named.class && (named.code === undefined || code === undefined || code === named.code)
}

/** Our message, and Node's own if it refused by this problem. */
function wordings({ message, code }: CertificateProblem, { evidence: { error } }: TlsSubject): string[] {
  return error && code !== undefined && error.code === code ? [message, error.message] : [message]
}

function wordsOf({ class: problemClass, code, message }: CertificateProblem): string {
  return `${problemClass}${code ? ` (${code})` : ''}: ${message}`
}
