import { nameHas } from '../judgement/distinguished-name.ts'
import type { CertificateRequest } from '../tls/handshake.ts'
import { printExpectation } from './certificate-expectation.ts'
import { defineMatcher } from './define-matcher.ts'
import { readFields } from './fields.ts'
import { fitsList, isList, isTextExpectation, type TextExpectation } from './text-expectation.ts'
import type { CertificateRequestExpectation } from './types.ts'
import { unreadable } from './unreadable.ts'

const name = 'toHaveRequestedClientCert'

/** Holds when the server sent a CertificateRequest that fits. */
export const toHaveRequestedClientCert = defineMatcher(name, (context, ...args: [expected?: unknown]) => {
  const fields = args.length > 0 ? readFields<CertificateRequestExpectation>(args[0], checks, name) : []
  return {
    expected: `the server to ask for a client certificate${args.length > 0 ? ` with ${printExpectation(args[0], context)}` : ''}`,
    judge: (subject) => {
      const { request, status } = subject.handshake.clientCertificate
      if (!request) {
        if (status !== 'not-requested' && status !== 'resumed')
          throw unreadable(name, 'whether the server asked for a client certificate', subject)
        const received =
          status === 'resumed'
            ? 'the session was resumed, so the server did not ask on this connection'
            : 'the server never asked'
        return { pass: false, received }
      }
      const wrong = fields.filter(([field, expected]) => !fitsList(request[field] ?? [], expected, sameness[field]))
      const shown = wrong.length > 0 ? wrong.map(([field]) => field) : (['authorities'] as const)
      const facts = shown.map((field) => `${field}: ${request[field]?.join(', ') || '(none named)'}`)
      return wrong.length > 0
        ? {
            pass: false,
            received: `the server asked, with other ${wrong.map(([field]) => field).join(' and ')}`,
            facts,
            why: ['The server decides what it asks for; our side has no part in it.'],
            remedy: "Correct the server's list (nginx: ssl_client_certificate; Node: ca), or the expectation.",
          }
        : {
            pass: true,
            received: 'the server asked',
            facts,
            why: ['The server sent a CertificateRequest.'],
            remedy:
              'Switch client certificates off on the server for this host and port (nginx: ssl_verify_client off; Node: requestCert: false), or correct the expectation.',
          }
    },
  }
})

const sameness: Record<keyof CertificateRequest, (actual: string, expected: string) => boolean> = {
  authorities: nameHas,
  signatureAlgorithms: sameIdentifier,
  certificateTypes: sameIdentifier,
}

const checks = { authorities: isTexts, signatureAlgorithms: isTexts, certificateTypes: isTexts }

function isTexts(value: unknown): value is TextExpectation | readonly TextExpectation[] {
  return isTextExpectation(value) || (isList(value) && value.every(isTextExpectation))
}

function sameIdentifier(actual: string, expected: string): boolean {
  return actual.toLowerCase() === expected.trim().toLowerCase()
}
