import { isAcceptable, looksIntermediate, similarAuthority } from '../acceptable-authorities.ts'
import type { TlsFacts } from '../facts.ts'
import { isLeafAlone } from '../leaf-alone.ts'
import { isListedInPrintOnly } from '../name-encoding.ts'
import { listOf } from '../phrases.ts'
import type { Situation } from '../situation.ts'
import { refusedClient } from './refused-client.ts'

/** The server does not trust who issued our certificate, or cannot find a path to it. */
export const clientIssuer: readonly Situation[] = [
  refusedClient('client-issuer-made-anew', [48], (facts) => {
    const issuer = facts.chain.at(-1)?.issuer ?? ''
    const similar = similarAuthority(authoritiesOf(facts), issuer)
    return (
      !isListed(facts) &&
      similar !== undefined && {
        because: `its issuer ${issuer} is not among the authorities that the server listed, though ${similar} is`,
        remedy:
          'Configure the certificate that the listed CA issued, or add the issuer to the CAs that the server trusts.',
      }
    )
  }),
  refusedClient('client-intermediate-missing', [48], (facts) => {
    const { leaf } = facts
    return (
      isLeafAlone(facts) &&
      !isListed(facts) &&
      looksIntermediate(leaf?.issuer ?? '', authoritiesOf(facts)) && {
        because: `its issuer ${leaf?.issuer} is not among the authorities that the server listed (${listOf(authoritiesOf(facts))}), and no intermediate certificate was sent with it`,
        remedy: `Append the certificate of ${leaf?.issuer} to the cert file, if a listed authority issued it; otherwise configure another client certificate.`,
      }
    )
  }),
  refusedClient('client-issuer-not-listed', [48], (facts) => {
    return (
      !isListed(facts) && {
        because: `its issuer ${facts.chain.at(-1)?.issuer} is not among the authorities that the server listed (${listOf(authoritiesOf(facts))})`,
        remedy: `Configure a certificate of one of those authorities, or add the issuer to the CAs that the server trusts${isLeafAlone(facts) ? '; if one of them issued that issuer, append its certificate to the cert file' : ''}.`,
      }
    )
  }),
  refusedClient('client-issuer-listed-in-print-only', [48], (facts) => {
    return (
      isListedInPrintOnly(facts.wire.authorities ?? [], facts.chain) && {
        inferred: true,
        because: `the name of its issuer ${facts.chain.at(-1)?.issuer} is encoded in another way than the one that the server listed (PrintableString and UTF8String, for example), and many servers compare the bytes`,
        remedy: 'Issue it with the very CA certificate that the server trusts, so that the names are the same bytes.',
      }
    )
  }),
  refusedClient('client-issuer-of-the-same-name', [48, 51], (facts, alert) => {
    return (
      (alert === 48 || alert === 51) &&
      authoritiesOf(facts).length > 0 &&
      isListed(facts) && {
        inferred: true,
        because: `the server lists ${facts.chain.at(-1)?.issuer}, the name of its issuer, and yet ${alert === 51 ? 'a signature did not verify' : 'does not know it'}: its CA of that name has another key, as one that was made anew`,
        remedy: `Compare the fingerprints of the two CA certificates, and ${facts.chain.length === 1 ? 'append the intermediates, if there are any, or ' : ''}issue the client certificate with the CA that the server has.`,
      }
    )
  }),
  refusedClient('client-intermediate-not-sent', [48], (facts, alert) => {
    const { leaf } = facts
    return (
      isLeafAlone(facts) &&
      authoritiesOf(facts).length === 0 &&
      (alert === 48 || looksIntermediate(leaf?.issuer ?? '', [])) && {
        because: `it was sent alone, and the server does not know its issuer ${leaf?.issuer}`,
        remedy: `If that is an intermediate, append its certificate to the cert file; if it is a root, add it to the CAs that the server trusts for clients.`,
      }
    )
  }),
  refusedClient('client-issuer-unknown', [48], ({ chain }, alert) => {
    return (
      alert === 48 && {
        because: `the server does not know the issuer ${chain.at(-1)?.issuer}`,
        remedy: `Add that CA to the CAs that the server trusts for clients, or configure a certificate of one that it trusts.`,
      }
    )
  }),
]

function isListed({ handshake, chain }: TlsFacts): boolean {
  const { request } = handshake.clientCertificate
  return request === undefined || isAcceptable(request, chain)
}

function authoritiesOf({ handshake }: TlsFacts): string[] {
  return handshake.clientCertificate.request?.authorities ?? []
}
