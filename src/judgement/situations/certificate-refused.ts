import { isAcceptable, looksIntermediate, similarAuthority } from '../acceptable-authorities.ts'
import type { TlsFacts } from '../facts.ts'
import { isListedInPrintOnly } from '../name-encoding.ts'
import { type OwnCertificateFault, ownCertificateFaults } from '../own-certificate-faults.ts'
import { listOf, subjectOf } from '../phrases.ts'
import { refusalWords } from '../refusal-words.ts'
import type { Situation } from '../situation.ts'

const general = 'general'

/** The server asked, a certificate was sent, and the server refused it. */
export const certificateRefused: readonly Situation[] = [
  {
    situation: 'client-certificate-refused-unread',
    tell: (facts) =>
      facts.refusal?.via === 'alert' &&
      facts.refusal.certainty !== 'unknown' &&
      facts.status === 'unknown' && {
        subject: { kind: 'client-certificate', presented: 'unknown', why: 'unread', whyCertainty: 'unknown' },
        certainty: facts.refusal.certainty,
        cause: `${refusalWords(facts)}, which is about the client certificate; what was sent could not be read.`,
        remedy:
          'Compare the client certificate with what the server accepts, and try with fresh: true to see the whole handshake.',
      },
  },
  refused('client-certificate-expired', [45], (facts) => faultOf(facts, 'expired')),
  // OpenSSL says bad_certificate for it.
  refused('client-certificate-not-yet-valid', [45], (facts) => faultOf(facts, 'not-yet-valid')),
  refused('client-certificate-expired-for-the-server', [45], ({ leaf }, alert) => {
    return (
      alert === 45 && {
        because: `to the server it is expired, although it is valid until ${leaf?.validTo.slice(0, 10)}`,
        remedy: "Check the server's clock, and the intermediates that it has for this certificate.",
      }
    )
  }),
  refused('client-certificate-revoked', [44], (_, alert) => {
    const words = { because: 'to the server it is revoked', remedy: 'Configure a certificate that is not revoked.' }
    return alert === 44 && words
  }),
  refused('client-certificate-without-client-auth', [43], (facts) => faultOf(facts, 'without-client-auth')),
  refused('client-certificate-weak-key', [], (facts) => faultOf(facts, 'weak-key')),
  refused('client-certificate-weak-signature', [], (facts) => faultOf(facts, 'weak-signature')),
  refused('client-key-on-another-curve', [], ({ leaf, handshake }, alert) => {
    const curve = /^EC (.+)$/.exec(leaf?.publicKey ?? '')?.[1]
    const { signatureAlgorithms = [] } = handshake.clientCertificate.request ?? {}
    // OpenSSL answers a key on a curve that it was not told to take by illegal_parameter.
    const isCurve = curve !== undefined && (alert === 47 || !/^P-(?:256|384|521)$/.test(curve))
    return (
      isCurve && {
        because: `its key is on the curve ${curve}, and a server takes those curves alone that it is told to${signatureAlgorithms.length > 0 ? ` (it asks for ${listOf(signatureAlgorithms, 6)})` : ''}`,
        remedy: `Configure a certificate with a key on ${curve === 'P-256' ? 'another curve' : 'P-256'} or of RSA, or let the server take that curve (OpenSSL: groups; nginx: ssl_ecdh_curve).`,
      }
    )
  }),
  refused('client-certificate-unsupported', [43], ({ leaf }, alert) => {
    return (
      alert === 43 && {
        because: `the server does not support a certificate of this kind (${leaf?.publicKey}, signed with ${leaf?.signatureAlgorithm})`,
        remedy: 'Check its key usage and extended key usage, and the kinds of key that the server takes.',
      }
    )
  }),
  refused('client-issuer-made-anew', [48], (facts) => {
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
  refused('client-intermediate-missing', [48], (facts) => {
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
  refused('client-issuer-not-listed', [48], (facts) => {
    return (
      !isListed(facts) && {
        because: `its issuer ${facts.chain.at(-1)?.issuer} is not among the authorities that the server listed (${listOf(authoritiesOf(facts))})`,
        remedy: `Configure a certificate of one of those authorities, or add the issuer to the CAs that the server trusts${isLeafAlone(facts) ? '; if one of them issued that issuer, append its certificate to the cert file' : ''}.`,
      }
    )
  }),
  refused('client-issuer-listed-in-print-only', [48], (facts) => {
    return (
      isListedInPrintOnly(facts.wire.authorities ?? [], facts.chain) && {
        inferred: true,
        because: `the name of its issuer ${facts.chain.at(-1)?.issuer} is encoded in another way than the one that the server listed (PrintableString and UTF8String, for example), and many servers compare the bytes`,
        remedy: 'Issue it with the very CA certificate that the server trusts, so that the names are the same bytes.',
      }
    )
  }),
  refused('client-issuer-of-the-same-name', [48, 51], (facts, alert) => {
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
  refused('client-intermediate-not-sent', [48], (facts, alert) => {
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
  refused('client-issuer-unknown', [48], ({ chain }, alert) => {
    return (
      alert === 48 && {
        because: `the server does not know the issuer ${chain.at(-1)?.issuer}`,
        remedy: `Add that CA to the CAs that the server trusts for clients, or configure a certificate of one that it trusts.`,
      }
    )
  }),
  refused('client-key-not-proven', [51], (_, alert) => {
    return (
      alert === 51 && {
        because: 'a signature did not verify: the one that was made with its key, or that of its issuer',
        remedy:
          'Check that the key is the key of that certificate, and that the server has the CA that issued it and not one of the same name.',
      }
    )
  }),
  refused('client-certificate-access-denied', [49], ({ leaf }, alert) => {
    return (
      alert === 49 && {
        because: 'by that alert a server says that this client may not connect (GnuTLS, that it does not trust it)',
        remedy: `Allow ${subjectOf(leaf)} on the server, let it trust the issuer, or configure another client certificate.`,
      }
    )
  }),
  refused('client-certificate-refused', general, ({ chain, refusal }, alert) => {
    return (
      alert !== undefined && {
        because: `the alert does not say more`,
        remedy: `Compare the certificate's issuer${chain.length === 1 && refusal ? ' (no intermediate was sent)' : ''}, dates and key usage with what the server accepts, and look into the server's log.`,
      }
    )
  }),
  refused('client-certificate-refused-by-answer', general, ({ chain, refusal }) => {
    return (
      refusal?.via === 'http' && {
        because: 'the answer does not say more',
        remedy: `Check whether the server trusts ${chain.at(-1)?.issuer} for clients, and look into its log${isIntermediateLikely(chain) ? '; if that is an intermediate, append its certificate to the cert file' : ''}.`,
      }
    )
  }),
  refused('closed-after-client-certificate', general, ({ chain }) => ({
    because: 'servers on Node and Java close like this when they do not trust it',
    remedy: `Check that the server trusts ${chain.at(-1)?.issuer} for clients, and look into its log: it gave no reason on the wire${isIntermediateLikely(chain) ? '. If that is an intermediate, append its certificate to the cert file' : ''}.`,
  })),
]

/** Alerts that give a reason (RFC 8446 section 6.2): only the situations with that reason fit them. */
const specific = [43, 44, 45, 48, 51]

interface Reason {
  because: string
  remedy: string
  /** What the alert says leads to it, and does not say it. */
  inferred?: true
}

/**
 * `alerts` say what the words say; with every other alert, and without one, the words are what our own certificate
 * suggests. `general`: the words give no reason.
 */
function refused(
  situation: string,
  alerts: readonly number[] | typeof general,
  words: (facts: TlsFacts, alert: number | undefined) => Reason | false | undefined,
): Situation {
  return {
    situation,
    tell: (facts) => {
      const { refusal, status, leaf, explanation } = facts
      if (!refusal || refusal.certainty === 'unknown' || status !== 'sent') return false
      const alert = refusal.alert?.code
      const isSaid = alert !== undefined && alerts !== general && alerts.includes(alert)
      if (!isSaid && alert !== undefined && specific.includes(alert)) return false
      const told = words(facts, alert)
      if (!told) return false
      const after = `${refusal.via === 'close' ? 'right ' : ''}after our client certificate (${subjectOf(leaf)}${explanation?.applied ? ` from ${explanation.applied.path}` : ''})`
      return {
        subject: {
          kind: 'client-certificate',
          presented: 'sent',
          why: situation,
          whyCertainty: isSaid && !told.inferred ? 'proven' : alerts === general ? 'unknown' : 'likely',
        },
        certainty: refusal.certainty,
        cause: `${refusalWords(facts)} ${after}${(isSaid && !told.inferred) || alerts === general ? ': ' : '; the likely reason: '}${told.because}.`,
        remedy: told.remedy,
      }
    },
  }
}

function faultOf({ chain, handshake }: TlsFacts, wanted: OwnCertificateFault['fault']): Reason | undefined {
  return ownCertificateFaults(chain, handshake.startedAt).find(({ fault }) => fault === wanted)
}

function isListed({ handshake, chain }: TlsFacts): boolean {
  const { request } = handshake.clientCertificate
  return request === undefined || isAcceptable(request, chain)
}

function isLeafAlone({ chain, leaf }: TlsFacts): boolean {
  return chain.length === 1 && leaf?.subject !== leaf?.issuer
}

function isIntermediateLikely(chain: TlsFacts['chain']): boolean {
  return chain.length === 1 && chain[0]?.subject !== chain[0]?.issuer
}

function authoritiesOf({ handshake }: TlsFacts): string[] {
  return handshake.clientCertificate.request?.authorities ?? []
}
