import { isAcceptable } from '../acceptable-authorities.ts'
import type { TlsFacts } from '../facts.ts'
import { ownCertificateFaults } from '../own-certificate-faults.ts'
import { listOf, offeredOf, subjectOf } from '../phrases.ts'
import type { Situation, Told } from '../situation.ts'
import { whyNotSent } from '../unusable-certificate.ts'

/** Statuses by which servers refuse somebody, for the client certificate or for something else. */
const refusing = new Set([400, 401, 403, 495, 496])

/** TLS was good, and the answer was no good news. */
export const answered: readonly Situation[] = [
  {
    situation: 'refused-on-resumed-session',
    tell: ({ origin, refusal, status, answer, evidence: { original } }) => {
      if (refusal?.via !== 'http' || refusal.certainty !== 'proven' || status !== 'resumed') return false
      const chain = original?.clientCertificate.chain
      const began = chain === undefined ? 'what the session began with' : chain[0] ? subjectOf(chain[0]) : 'none'
      return {
        subject: {
          kind: 'client-certificate',
          presented:
            answer?.status === 496 || refusal.page?.startsWith('No ') || chain?.length === 0 ? 'empty' : 'sent',
          why: 'refused-on-resumed-session',
          whyCertainty: 'unknown',
        },
        cause: `The server at ${origin} answered with ${refusal.status}${refusal.page === undefined ? '' : ` ("${refusal.page}")`} on a resumed session, which it judges by the client certificate that it began with (${began}).`,
        remedy: 'Pass fresh: true with the request to see what is sent in a full handshake, and what becomes of that.',
      }
    },
  },
  {
    situation: 'answer-unread',
    tell: ({ origin, failed, refusal, answer }) =>
      !failed &&
      refusal?.unread !== undefined && {
        cause: `The server at ${origin} answered with ${answer?.status} and a page that could not be read (${refusal.unread}), so nobody can say whether it refused the client certificate.`,
        remedy: `Make the request with the header accept-encoding: identity${refusal.unread.includes('HEAD') ? ' and the method GET' : ', and read the answer to its end'}, or name the status that this server refuses client certificates with: toHaveRejectedClientCert({ status: ${answer?.status} }).`,
      },
  },
  answer('post-handshake-authentication-needed', (facts, status) => {
    const { handshake, origin } = facts
    const isSaid = /Post-Handshake Authentication/i.test(facts.answer?.text ?? '')
    const isLikely = handshake.clientCertificate.configured !== undefined && status === 403 && !says401(facts)
    return (
      facts.status === 'not-requested' &&
      handshake.protocol === 'TLSv1.3' &&
      (isSaid || isLikely) && {
        subject: {
          kind: 'client-certificate',
          presented: 'unknown',
          why: 'post-handshake-authentication',
          whyCertainty: isSaid ? 'proven' : 'likely',
        },
        certainty: isSaid ? 'proven' : 'likely',
        cause: `The server at ${origin} answered with ${status} and never asked for a client certificate, as Apache ${isSaid ? 'says' : 'does'} on TLS 1.3 where one path alone needs it: Node does not offer post-handshake authentication.`,
        remedy: `Set maxVersion: 'TLSv1.2'${handshake.alpn === 'h2' ? ' and http2: false' : ''}, so that the server can renegotiate, or let it ask in the first handshake, for the whole host.`,
      }
    )
  }),
  answer('renegotiation-over-http2', (facts, status) => {
    const { handshake, origin } = facts
    return (
      facts.status === 'not-requested' &&
      handshake.alpn === 'h2' &&
      handshake.protocol !== 'TLSv1.3' &&
      (status === 403 || status === 421 || status === 505) && {
        certainty: 'likely',
        subject: {
          kind: 'client-certificate',
          presented: 'unknown',
          why: 'renegotiation-over-http2',
          whyCertainty: 'likely',
        },
        cause: `The server at ${origin} answered with ${status} over HTTP/2 and never asked for a client certificate; where one path alone needs it, it would have to renegotiate, which HTTP/2 forbids (RFC 9113 section 9.2.1).`,
        remedy: "Set http2: false, and maxVersion: 'TLSv1.2'.",
      }
    )
  }),
  answer('token-wanted', (facts, status) => {
    const challenge = facts.answer?.headers?.['www-authenticate']
    return (
      status === 401 &&
      challenge !== undefined && {
        cause: `The server at ${facts.origin} answered with 401 and asks for other credentials (WWW-Authenticate: ${short(challenge)})${aboutCertificate(facts)}.`,
        remedy: `Send what it asks for in the header Authorization${/^bearer/i.test(challenge) ? ' (a token: Bearer …)' : ''}; the client certificate ${facts.status === 'sent' ? 'was not refused in TLS' : 'is another matter'}.`,
      }
    )
  }),
  answer('answered-without-client-certificate', (facts, status) => {
    return (
      facts.status === 'empty' && {
        cause: `The server at ${facts.origin} asked for a client certificate, got none (${whyNotSent(facts).because}), went on, and answered with ${status}: whether for that, the answer does not say.`,
        remedy: whyNotSent(facts).remedy,
      }
    )
  }),
  answer('answered-faulty-client-certificate', (facts, status) => {
    const [fault] = ownCertificateFaults(facts.chain, facts.handshake.startedAt)
    return (
      facts.status === 'sent' &&
      fault !== undefined && {
        cause: `The server at ${facts.origin} took our client certificate (${subjectOf(facts.leaf)}) in the handshake, then answered with ${status}; the likely reason: ${fault.because}.`,
        remedy: fault.remedy,
      }
    )
  }),
  answer('answered-client-certificate-not-listed', (facts, status) => {
    const { request } = facts.handshake.clientCertificate
    const { chain } = facts
    return (
      facts.status === 'sent' &&
      request !== undefined &&
      !isAcceptable(request, chain) && {
        cause: `The server at ${facts.origin} took our client certificate (${subjectOf(facts.leaf)}) in the handshake, then answered with ${status}; the likely reason: its issuer ${chain.at(-1)?.issuer} is not among the authorities that the server listed (${listOf(request.authorities)}).`,
        remedy:
          'Configure a certificate of one of those authorities, or add the issuer to the CAs that the server trusts.',
      }
    )
  }),
  answer('answered-not-authorised', ({ status: presented, origin, leaf }, status) => {
    return (
      presented === 'sent' && {
        cause: `The server at ${origin} took our client certificate (${subjectOf(leaf)}) in the handshake, then answered with ${status}: TLS did not fail, the application refused.`,
        remedy: `Check which rights the server gives to ${subjectOf(leaf)}, and whether the answer is about something else than the certificate.`,
      }
    )
  }),
  answer('refused-without-asking', (facts, status) => {
    const { configured } = facts.handshake.clientCertificate
    return (
      facts.status === 'not-requested' &&
      status !== 400 && {
        cause: `The server at ${facts.origin} answered with ${status} and never asked for a client certificate${configured ? `, so ${offeredOf(facts)} was not sent` : ''}.`,
        remedy:
          'Let the server ask for a client certificate on this host, or look at the other credentials of the request.',
      }
    )
  }),
  {
    situation: 'misdirected-request',
    tell: ({ answer, failed, origin, handshake, status }) =>
      !failed &&
      answer?.status === 421 && {
        subject: { kind: 'http', status: 421, presented: status },
        cause: `The server at ${origin} answered with 421, as servers do where the name in the handshake (${handshake.servername ?? 'none'}) does not go with the Host of the request.`,
        remedy: 'Make servername and the Host of the request the same name.',
      },
  },
  {
    situation: 'answered-with-error',
    tell: (facts) => {
      const { answer, failed, origin, status: presented } = facts
      return (
        !failed &&
        answer !== undefined &&
        answer.status >= 400 && {
          subject: { kind: 'http', status: answer.status, presented },
          cause: `The server at ${origin} answered with ${answer.status}${aboutCertificate(facts)}; TLS had not failed.`,
          remedy: "Look into the server's log: the connection does not explain the answer.",
        }
      )
    },
  },
]

function answer(situation: string, words: (facts: TlsFacts, status: number) => Told | false): Situation {
  return {
    situation,
    tell: (facts) => {
      const { answer, failed, status: presented } = facts
      if (failed || answer === undefined || !(refusing.has(answer.status) || situation === 'renegotiation-over-http2'))
        return false
      const told = words(facts, answer.status)
      return told && { subject: { kind: 'http', status: answer.status, presented }, ...told }
    },
  }
}

function says401({ answer }: TlsFacts): boolean {
  return answer?.headers?.['www-authenticate'] !== undefined
}

function aboutCertificate({ status, leaf }: TlsFacts): string {
  if (status === 'sent') return `; our client certificate (${subjectOf(leaf)}) had been taken in the handshake`
  if (status === 'empty') return '; it had asked for a client certificate, and went on without one'
  return ''
}

/** A challenge may hold a token of its own, or a page of parameters. */
function short(challenge: string): string {
  return challenge.length > 80 ? `${challenge.slice(0, 80)}…` : challenge
}
