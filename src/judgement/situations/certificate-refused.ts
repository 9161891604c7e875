import { isAcceptable, looksIntermediate, similarAuthority } from '../acceptable-authorities.ts'
import type { TlsFacts } from '../facts.ts'
import { dateAgainst, listOf, subjectOf } from '../phrases.ts'
import type { Situation } from '../situation.ts'
import { refusalWords } from './certificate-missing.ts'

/** The server asked, a certificate was sent, and the server refused it by an alert or by closing the connection. */
export const certificateRefused: readonly Situation[] = [
  {
    situation: 'client-certificate-refused-unread',
    party: 'server',
    tell: (facts) =>
      facts.refusal?.via === 'alert' &&
      facts.status === 'unknown' && {
        cause: `${refusalWords(facts)}, which is about the client certificate; what was sent could not be read.`,
        remedy:
          'Compare the client certificate with what the server accepts, and try with fresh: true to see the whole handshake.',
      },
  },
  refused('client-certificate-expired', 'client', [45], ({ chain, handshake }) => {
    const expired = chain.find(({ validTo }) => isPast(validTo, handshake.startedAt))
    const what = expired === chain[0] ? 'it' : `the certificate ${expired?.subject} of its chain`
    return (
      expired !== undefined && {
        because: `${what} expired on ${dateAgainst(expired.validTo, handshake.startedAt)}`,
        remedy: expired === chain[0] ? 'Renew the client certificate.' : 'Renew that certificate in the cert file.',
      }
    )
  }),
  refused('client-certificate-not-yet-valid', 'client', [45], ({ leaf, handshake }) => {
    return (
      leaf !== undefined &&
      isPast(handshake.startedAt, leaf.validFrom) && {
        because: `it is not valid before ${dateAgainst(leaf.validFrom, handshake.startedAt)}`,
        remedy: 'Check the clocks of both sides, then the date from which the client certificate was issued.',
      }
    )
  }),
  refused('client-certificate-expired-for-the-server', 'server', [45], ({ leaf }, alert) => {
    return (
      alert === 45 && {
        because: `to the server it is expired, although it is valid until ${leaf?.validTo.slice(0, 10)}`,
        remedy: "Check the server's clock, and the intermediates that it has for this certificate.",
      }
    )
  }),
  refused('client-certificate-revoked', 'client', [44], (_, alert) => {
    const words = { because: 'to the server it is revoked', remedy: 'Configure a certificate that is not revoked.' }
    return alert === 44 && words
  }),
  refused('client-certificate-without-client-auth', 'client', [43], ({ leaf }) => {
    const usage = leaf?.extendedKeyUsage ?? []
    return (
      usage.length > 0 &&
      !usage.some((purpose) => purpose === 'clientAuth' || purpose === 'anyExtendedKeyUsage') && {
        because: `its extended key usage is ${listOf(usage)}, without clientAuth`,
        remedy: 'Issue the client certificate with the extended key usage clientAuth.',
      }
    )
  }),
  refused('client-certificate-unsupported', 'client', [43], ({ leaf }, alert) => {
    return (
      alert === 43 && {
        because: `the server does not support a certificate of this kind (${leaf?.publicKey}, signed with ${leaf?.signatureAlgorithm})`,
        remedy: 'Check its key usage and extended key usage, and the kinds of key that the server takes.',
      }
    )
  }),
  refused('client-issuer-made-anew', 'client', [48], (facts) => {
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
  refused('client-intermediate-missing', 'client', [48], (facts, alert) => {
    const { leaf, chain } = facts
    return (
      alert === 48 &&
      chain.length === 1 &&
      leaf?.subject !== leaf?.issuer &&
      !isListed(facts) &&
      looksIntermediate(leaf?.issuer ?? '', authoritiesOf(facts)) && {
        because: `its issuer ${leaf?.issuer} is not among the authorities that the server listed (${listOf(authoritiesOf(facts))}), and no intermediate certificate was sent with it`,
        remedy: `Append the certificate of ${leaf?.issuer} to the cert file, if a listed authority issued it; otherwise configure another client certificate.`,
      }
    )
  }),
  refused('client-issuer-not-listed', 'client', [48], (facts) => {
    return (
      !isListed(facts) && {
        because: `its issuer ${facts.chain.at(-1)?.issuer} is not among the authorities that the server listed (${listOf(authoritiesOf(facts))})`,
        remedy:
          'Configure a certificate of one of those authorities, or add the issuer to the CAs that the server trusts.',
      }
    )
  }),
  refused('client-issuer-unknown', 'server', [48], ({ chain }, alert) => {
    return (
      alert === 48 && {
        because: `the server does not know the issuer ${chain.at(-1)?.issuer}`,
        remedy: `Add that CA to the CAs that the server trusts for clients, or configure a certificate of one that it trusts${chain.length === 1 ? ', with its intermediates in the cert file' : ''}.`,
      }
    )
  }),
  refused('client-key-not-proven', 'client', [51], (_, alert) => {
    return (
      alert === 51 && {
        because: 'the signature made with its key did not verify',
        remedy: 'Check that the key is the key of that certificate.',
      }
    )
  }),
  refused('client-certificate-access-denied', 'server', [49], ({ leaf }, alert) => {
    return (
      alert === 49 && {
        because: 'by that alert a server says that this client may not connect (GnuTLS, that it does not trust it)',
        remedy: `Allow ${subjectOf(leaf)} on the server, let it trust the issuer, or configure another client certificate.`,
      }
    )
  }),
  refused('client-certificate-refused', 'server', [], (_, alert) => {
    return (
      alert !== undefined && {
        because: 'the alert does not say more',
        remedy:
          "Compare the certificate's issuer, dates and key usage with what the server accepts, and look into the server's log.",
      }
    )
  }),
  refused('closed-after-client-certificate', 'server', [], ({ chain }) => ({
    because: 'servers on Node and Java close like this when they do not trust it',
    remedy: `Check that the server trusts ${chain.at(-1)?.issuer} for clients, and look into its log: it gave no reason on the wire.`,
  })),
]

/** Alerts that give a reason (RFC 8446 section 6.2): only the situations with that reason fit them. */
const specific = [43, 44, 45, 48, 51]

/**
 * `alerts` say what the words say; with every other alert, and without one, the words are what our own certificate
 * suggests.
 */
function refused(
  situation: string,
  party: Situation['party'],
  alerts: number[],
  words: (facts: TlsFacts, alert: number | undefined) => { because: string; remedy: string } | false,
): Situation {
  return {
    situation,
    party,
    tell: (facts) => {
      const { refusal, status, leaf } = facts
      if (!refusal || refusal.via === 'http' || status !== 'sent') return false
      const alert = refusal.via === 'alert' ? refusal.alert.code : undefined
      const isSaid = alerts.length === 0 || (alert !== undefined && alerts.includes(alert))
      if (!isSaid && alert !== undefined && specific.includes(alert)) return false
      const told = words(facts, alert)
      if (!told) return false
      const after = `${refusal.via === 'close' ? 'right ' : ''}after our client certificate (${subjectOf(leaf)})`
      return {
        cause: `${refusalWords(facts)} ${after}${isSaid ? ': ' : '; the likely reason: '}${told.because}.`,
        remedy: told.remedy,
      }
    },
  }
}

function isPast(moment: string, now: string): boolean {
  return Date.parse(moment) < Date.parse(now)
}

function isListed({ handshake, chain }: TlsFacts): boolean {
  const { request } = handshake.clientCertificate
  return request === undefined || isAcceptable(request, chain)
}

function authoritiesOf({ handshake }: TlsFacts): string[] {
  return handshake.clientCertificate.request?.authorities ?? []
}
