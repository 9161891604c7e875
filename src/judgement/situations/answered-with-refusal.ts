import { isAcceptable } from '../acceptable-authorities.ts'
import { listOf, offeredOf, subjectOf } from '../phrases.ts'
import type { Situation } from '../situation.ts'

/** The handshake was good and the answer was 400, 401, 403, 495 or 496. */
export const answeredWithRefusal: readonly Situation[] = [
  {
    situation: 'answered-client-certificate-not-listed',
    party: 'client',
    tell: ({ refusal, status, origin, leaf, chain, handshake }) => {
      const { request } = handshake.clientCertificate
      return (
        refusal?.via === 'http' &&
        status === 'sent' &&
        request !== undefined &&
        !isAcceptable(request, chain) && {
          cause: `The server at ${origin} took our client certificate (${subjectOf(leaf)}) in the handshake, then answered with ${refusal.status}; its issuer ${chain.at(-1)?.issuer} is not among the authorities that the server listed (${listOf(request.authorities)}).`,
          remedy:
            'Configure a certificate of one of those authorities, or add the issuer to the CAs that the server trusts.',
        }
      )
    },
  },
  {
    situation: 'answered-client-certificate-error',
    party: 'client',
    tell: ({ refusal, status, origin, leaf }) =>
      refusal?.via === 'http' &&
      status === 'sent' &&
      (refusal.status === 400 || refusal.status === 495) && {
        cause: `The server at ${origin} took our client certificate (${subjectOf(leaf)}) in the handshake, then answered with ${refusal.status}, as nginx does for a certificate that does not verify.`,
        remedy:
          'Read the body of the answer, then check the issuer, the dates and the chain of the client certificate against the CAs that the server trusts.',
      },
  },
  {
    situation: 'answered-not-authorised',
    party: 'server',
    tell: ({ refusal, status, origin, leaf }) =>
      refusal?.via === 'http' &&
      status === 'sent' && {
        cause: `The server at ${origin} took our client certificate (${subjectOf(leaf)}) in the handshake, then answered with ${refusal.status}: TLS did not fail, the application refused.`,
        remedy: `Check which rights the server gives to ${subjectOf(leaf)}, and whether the answer is about something else than the certificate.`,
      },
  },
  {
    situation: 'post-handshake-authentication-needed',
    party: 'server',
    tell: ({ evidence, status, origin, handshake }) =>
      status === 'not-requested' &&
      handshake.protocol === 'TLSv1.3' &&
      evidence.status === 403 &&
      handshake.clientCertificate.configured !== undefined && {
        cause: `The server at ${origin} answered with 403 and never asked for a client certificate, as Apache does on TLS 1.3 where one path alone needs it: Node does not offer post-handshake authentication.`,
        remedy:
          'Let the server ask in the first handshake (for the whole host), or set maxVersion to TLSv1.2 so that it can renegotiate.',
      },
  },
  {
    situation: 'refused-without-asking',
    party: 'server',
    tell: (facts) => {
      const { evidence, status, origin } = facts
      const { configured } = facts.handshake.clientCertificate
      return (
        status === 'not-requested' &&
        (evidence.status === 401 || evidence.status === 403 || evidence.status === 496) && {
          cause: `The server at ${origin} answered with ${evidence.status} and never asked for a client certificate${configured ? `, so ${offeredOf(facts)} was not sent` : ''}.`,
          remedy:
            'Let the server ask for a client certificate on this host, or look at the other credentials of the request.',
        }
      )
    },
  },
  {
    situation: 'misdirected-request',
    party: 'client',
    tell: ({ evidence, origin, handshake }) =>
      evidence.status === 421 && {
        cause: `The server at ${origin} answered with 421: the name in the handshake (${handshake.servername ?? 'none'}) is not the one that it serves for this request.`,
        remedy: 'Make servername and the Host of the request the same name.',
      },
  },
]
