import type { Handshake } from '../../tls/handshake.ts'
import { nearMissOf } from '../near-miss.ts'
import { howToOffer, offeredOf, subjectOf, whyNothingOffered } from '../phrases.ts'
import type { Situation } from '../situation.ts'
import { whyNotSent } from '../unusable-certificate.ts'

/** Nothing was refused, or nothing that the certificates explain: what happened to the client certificate. */
export const accepted: readonly Situation[] = [
  {
    situation: 'not-readable',
    tell: ({ status, handshake, origin, failed }) =>
      status === 'unknown' &&
      !failed && {
        certainty: 'unknown',
        cause: `The bytes of the handshake with ${origin} could not be read${handshake.capture.reason ? ` (${handshake.capture.reason})` : ''}, so nobody can say whether a client certificate was asked for or sent.`,
        remedy:
          'Try with fresh: true; if it stays so, report it with the protocol and the cipher suite of the connection.',
      },
  },
  {
    situation: 'outcome-not-known',
    tell: ({ status, origin, leaf, refusal, failed, answer, explanation }) =>
      refusal?.certainty === 'unknown' &&
      !failed &&
      !answer && {
        cause: `The server at ${origin} asked for a client certificate and got ${status === 'sent' ? subjectOf(leaf) : `none${explanation ? '' : ', as none was offered'}`}; what it made of that, a handshake alone does not tell.`,
        remedy: 'Pass the response or the error of the request in place of its handshake.',
      },
  },
  {
    situation: 'session-resumed',
    tell: ({ status, origin, failed, evidence }) =>
      status === 'resumed' &&
      !failed && {
        cause: `The TLS session with ${origin} was resumed, so on this connection no certificate was asked for or sent: ${whatItBeganWith(evidence.original)}.`,
        remedy:
          'Take resumption: true out of the config, or pass fresh: true with the request, to see a full handshake.',
      },
  },
  {
    situation: 'redirected-without-certificate',
    tell: (facts) => {
      const first = facts.evidence.handshakes[0]
      return (
        facts.evidence.handshakes.length > 1 &&
        first?.clientCertificate.status === 'sent' &&
        facts.status !== 'sent' &&
        !facts.failed && {
          cause: `The request was redirected from ${first.host}:${first.port}, which got a client certificate, to ${facts.origin}, which did not: ${facts.status === 'empty' ? whyNothingOffered(facts) : 'that server did not ask for one'}.`,
          remedy: `Pass redirect: 'manual' to stop at the first answer, or add an entry for ${facts.origin} to clientCertificates.`,
        }
      )
    },
  },
  {
    situation: 'sent-in-renegotiation',
    tell: ({ status, handshake, origin, leaf, failed }) =>
      status === 'sent' &&
      handshake.clientCertificate.during === 'renegotiation' &&
      !failed && {
        cause: `The server at ${origin} asked for a client certificate in a renegotiation, and got ${subjectOf(leaf)}.`,
      },
  },
  {
    situation: 'client-certificate-accepted',
    tell: ({ status, origin, leaf, failed }) =>
      status === 'sent' &&
      !failed && {
        cause: `The server at ${origin} asked for a client certificate, got ${subjectOf(leaf)}, and did not refuse it.`,
      },
  },
  {
    situation: 'offered-but-not-sent',
    tell: (facts) =>
      facts.status === 'empty' &&
      !facts.failed &&
      facts.handshake.clientCertificate.configured !== undefined && {
        cause: `The server at ${facts.origin} asked for a client certificate and went on without one: ${whyNotSent(facts).because}.`,
        remedy: whyNotSent(facts).remedy,
      },
  },
  {
    situation: 'optional-near-miss',
    tell: (facts) =>
      facts.status === 'empty' &&
      !facts.failed &&
      nearMissOf(facts.explanation) !== undefined && {
        cause: `The server at ${facts.origin} asked for a client certificate and went on without one: ${whyNothingOffered(facts)}.`,
        remedy: howToOffer(facts),
      },
  },
  {
    situation: 'optional-nothing-sent',
    tell: (facts) =>
      facts.status === 'empty' &&
      !facts.failed && {
        cause: `The server at ${facts.origin} asked for a client certificate and went on without one: ${whyNothingOffered(facts)}.`,
        remedy: howToOffer(facts),
      },
  },
  {
    situation: 'client-certificate-not-requested',
    tell: (facts) =>
      facts.status === 'not-requested' &&
      !facts.failed &&
      facts.handshake.clientCertificate.configured !== undefined && {
        cause: `The server at ${facts.origin} never asked for a client certificate, so ${offeredOf(facts)} was not sent.`,
        remedy:
          'Let the server ask for client certificates on this host and port (nginx: ssl_verify_client; Node: requestCert), or check that the request goes to the right port.',
      },
  },
  {
    situation: 'not-requested-near-miss',
    tell: (facts) =>
      facts.status === 'not-requested' &&
      !facts.failed &&
      nearMissOf(facts.explanation) !== undefined && {
        cause: `The server at ${facts.origin} never asked for a client certificate, and none was offered: ${whyNothingOffered(facts)}.`,
        remedy: `Check that the request goes to the right host and port; to offer a certificate here, ${lowerFirst(howToOffer(facts))}`,
      },
  },
  {
    situation: 'no-client-certificate-involved',
    tell: ({ status, origin, failed }) =>
      status === 'not-requested' &&
      !failed && {
        cause: `The server at ${origin} never asked for a client certificate, and none was offered.`,
        remedy: 'If it should ask, set that on the server (nginx: ssl_verify_client; Node: requestCert).',
      },
  },
]

/** What the server knows the client by on a resumed session. */
function whatItBeganWith(original: Handshake | undefined): string {
  const { status, chain } = original?.clientCertificate ?? {}
  if (status === 'sent') return `the server goes by ${subjectOf(chain?.[0])}, which the session began with`
  if (status === 'empty' || status === 'not-requested') return 'the session began without one'
  return 'the server goes by what the session began with'
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1)
}
