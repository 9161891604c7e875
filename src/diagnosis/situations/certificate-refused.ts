import { isAcceptable, similarAuthority } from '../acceptable-authorities.ts'
import type { TlsFacts } from '../facts.ts'
import { dateAgainst, listOf, subjectOf } from '../phrases.ts'
import type { Situation } from '../situation.ts'
import { refusalWords } from './certificate-missing.ts'

interface Refused {
  because: string
  remedy: string
  /** The words are a likely reason, not one that the server gave. */
  likely?: boolean
}

/** The server asked, a certificate was sent, and the server refused it. */
export const certificateRefused: readonly Situation[] = [
  refused('client-certificate-expired', 'client', ({ leaf, handshake }) => {
    return (
      isPast(leaf?.validTo, handshake.startedAt) && {
        because: `it expired on ${dateAgainst(leaf?.validTo ?? '', handshake.startedAt)}`,
        remedy: 'Renew the client certificate.',
      }
    )
  }),
  refused('client-certificate-not-yet-valid', 'client', ({ leaf, handshake }) => {
    return (
      isPast(handshake.startedAt, leaf?.validFrom) && {
        because: `it is not valid before ${dateAgainst(leaf?.validFrom ?? '', handshake.startedAt)}`,
        remedy: 'Check the clocks of both sides, then the date from which the client certificate was issued.',
      }
    )
  }),
  refused('client-certificate-expired-for-the-server', 'server', ({ refusal, leaf }) => {
    return (
      alertOf(refusal) === 45 && {
        because: `to the server it is expired, although it is valid until ${leaf?.validTo.slice(0, 10)}`,
        remedy: "Check the server's clock, and the intermediates that it has for this certificate.",
      }
    )
  }),
  refused('client-certificate-revoked', 'client', ({ refusal }) => {
    return (
      alertOf(refusal) === 44 && {
        because: 'the server knows it as revoked',
        remedy: 'Configure a certificate that is not revoked.',
      }
    )
  }),
  refused('client-certificate-without-client-auth', 'client', ({ leaf }) => {
    const usage = leaf?.extendedKeyUsage ?? []
    return (
      usage.length > 0 &&
      !usage.includes('clientAuth') &&
      !usage.includes('anyExtendedKeyUsage') && {
        because: `its extended key usage is ${listOf(usage)}, without clientAuth`,
        remedy: 'Issue the client certificate with the extended key usage clientAuth.',
      }
    )
  }),
  refused('client-certificate-unsupported', 'client', ({ refusal, leaf }) => {
    return (
      alertOf(refusal) === 43 && {
        because: `the server does not support a certificate of this kind (${leaf?.publicKey}, signed with ${leaf?.signatureAlgorithm})`,
        remedy: 'Check its key usage and extended key usage, and the kinds of key that the server takes.',
      }
    )
  }),
  refused('client-issuer-made-anew', 'client', ({ handshake, chain }) => {
    const issuer = chain.at(-1)?.issuer ?? ''
    const similar = similarAuthority(handshake.clientCertificate.request?.authorities ?? [], issuer)
    return (
      !listed(handshake, chain) &&
      similar !== undefined && {
        because: `its issuer ${issuer} is not among the authorities that the server listed, though ${similar} is`,
        remedy:
          'Configure the certificate that the listed CA issued, or add the issuer to the CAs that the server trusts.',
      }
    )
  }),
  refused('client-intermediate-missing', 'client', ({ handshake, chain, leaf, refusal }) => {
    return (
      chain.length === 1 &&
      leaf?.subject !== leaf?.issuer &&
      alertOf(refusal) === 48 &&
      !listed(handshake, chain) && {
        because: `its issuer ${leaf?.issuer} is not among the authorities that the server listed (${authoritiesOf(handshake)}), and no intermediate certificate was sent with it`,
        remedy: `If ${leaf?.issuer} is an intermediate, append its certificate to the cert file; otherwise configure a certificate of a listed authority.`,
      }
    )
  }),
  refused('client-issuer-not-listed', 'client', ({ handshake, chain }) => {
    return (
      !listed(handshake, chain) && {
        because: `its issuer ${chain.at(-1)?.issuer} is not among the authorities that the server listed (${authoritiesOf(handshake)})`,
        remedy:
          'Configure a certificate of one of those authorities, or add the issuer to the CAs that the server trusts.',
      }
    )
  }),
  refused('client-issuer-unknown', 'server', ({ refusal, chain }) => {
    return (
      alertOf(refusal) === 48 && {
        because: `the server does not trust its issuer ${chain.at(-1)?.issuer}`,
        remedy: `Add that CA to the CAs that the server trusts for clients, or configure a certificate of one that it trusts${chain.length === 1 ? ', with its intermediates in the cert file' : ''}.`,
      }
    )
  }),
  refused('client-key-not-proven', 'client', ({ refusal }) => {
    return (
      alertOf(refusal) === 51 && {
        because: 'the signature made with its key did not verify',
        remedy: 'Check that the key is the key of that certificate.',
      }
    )
  }),
  refused('client-certificate-access-denied', 'server', ({ refusal, leaf }) => {
    return (
      alertOf(refusal) === 49 && {
        because: 'it is valid, but this client may not connect',
        remedy: `Allow ${subjectOf(leaf)} on the server, or configure another client certificate.`,
      }
    )
  }),
  refused('client-certificate-refused', 'server', ({ refusal }) => {
    return (
      refusal?.via === 'alert' && {
        because: 'the alert does not say more',
        remedy:
          "Compare the certificate's issuer, dates and key usage with what the server accepts, and look into the server's log.",
      }
    )
  }),
  refused('closed-after-client-certificate', 'server', ({ refusal, chain }) => {
    return (
      refusal?.via === 'close' && {
        because: 'servers on Node and Java close like this when they do not trust it',
        remedy: `Check that the server trusts ${chain.at(-1)?.issuer} for clients, and look into its log: it gave no reason on the wire.`,
      }
    )
  }),
]

function refused(situation: string, party: Situation['party'], words: (facts: TlsFacts) => Refused | false): Situation {
  return {
    situation,
    party,
    tell: (facts) => {
      if (!facts.refusal || facts.refusal.via === 'http' || facts.status !== 'sent') return false
      const told = words(facts)
      return (
        told && {
          cause: `${refusalWords(facts)} right after our client certificate (${subjectOf(facts.leaf)}): ${told.because}.`,
          remedy: told.remedy,
        }
      )
    },
  }
}

function alertOf(refusal: TlsFacts['refusal']): number | undefined {
  return refusal?.via === 'alert' ? refusal.alert.code : undefined
}

function isPast(moment: string | undefined, now: string | undefined): boolean {
  return moment !== undefined && now !== undefined && Date.parse(moment) < Date.parse(now)
}

function listed(handshake: TlsFacts['handshake'], chain: TlsFacts['chain']): boolean {
  const { request } = handshake.clientCertificate
  return request === undefined || isAcceptable(request, chain)
}

function authoritiesOf(handshake: TlsFacts['handshake']): string {
  return listOf(handshake.clientCertificate.request?.authorities ?? [])
}
