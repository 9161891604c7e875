import type { TlsFacts } from '../facts.ts'
import { isLeafAlone } from '../leaf-alone.ts'
import { type OwnCertificateFault, ownCertificateFaults } from '../own-certificate-faults.ts'
import { listOf, subjectOf } from '../phrases.ts'
import { refusalWords } from '../refusal-words.ts'
import type { Situation } from '../situation.ts'
import { clientIssuer } from './client-issuer.ts'
import { general, type Reason, refusedClient } from './refused-client.ts'

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
        cause: `${refusalWords(facts)}, which is about the client certificate; ${facts.handshake.clientCertificate.request ? 'it had asked for one, and none was sent before that' : 'what was sent could not be read'}.`,
        remedy:
          'Compare the client certificate with what the server accepts, and try with fresh: true to see the whole handshake.',
      },
  },
  refusedClient('client-certificate-expired', [45], (facts) => faultOf(facts, 'expired')),
  // OpenSSL says bad_certificate for it.
  refusedClient('client-certificate-not-yet-valid', [45], (facts) => faultOf(facts, 'not-yet-valid')),
  refusedClient('client-certificate-expired-for-the-server', [45], ({ leaf }, alert) => {
    return (
      alert === 45 && {
        because: `to the server it is expired, although it is valid until ${leaf?.validTo.slice(0, 10)}`,
        remedy: "Check the server's clock, and the intermediates that it has for this certificate.",
      }
    )
  }),
  refusedClient('client-certificate-revoked', [44], (_, alert) => {
    const words = { because: 'to the server it is revoked', remedy: 'Configure a certificate that is not revoked.' }
    return alert === 44 && words
  }),
  refusedClient('client-certificate-without-client-auth', [43], (facts) => faultOf(facts, 'without-client-auth')),
  refusedClient('client-certificate-weak-key', [], (facts) => faultOf(facts, 'weak-key')),
  refusedClient('client-certificate-weak-signature', [], (facts) => faultOf(facts, 'weak-signature')),
  refusedClient('client-key-on-another-curve', [], ({ leaf, handshake }, alert) => {
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
  refusedClient('client-certificate-unsupported', [43], ({ leaf }, alert) => {
    return (
      alert === 43 && {
        because: `the server does not support a certificate of this kind (${leaf?.publicKey}, signed with ${leaf?.signatureAlgorithm})`,
        remedy: 'Check its key usage and extended key usage, and the kinds of key that the server takes.',
      }
    )
  }),
  ...clientIssuer,
  refusedClient('client-key-not-proven', [51], (_, alert) => {
    return (
      alert === 51 && {
        because: 'a signature did not verify: the one that was made with its key, or that of its issuer',
        remedy:
          'Check that the key is the key of that certificate, and that the server has the CA that issued it and not one of the same name.',
      }
    )
  }),
  refusedClient('client-certificate-access-denied', [49], ({ leaf }, alert) => {
    return (
      alert === 49 && {
        because: 'by that alert a server says that this client may not connect (GnuTLS, that it does not trust it)',
        remedy: `Allow ${subjectOf(leaf)} on the server, let it trust the issuer, or configure another client certificate.`,
      }
    )
  }),
  refusedClient('client-certificate-refused', general, ({ chain, refusal }, alert) => {
    return (
      alert !== undefined && {
        because: `the alert does not say more`,
        remedy: `Compare the certificate's issuer${chain.length === 1 && refusal ? ' (no intermediate was sent)' : ''}, dates and key usage with what the server accepts, and look into the server's log.`,
      }
    )
  }),
  refusedClient('client-certificate-refused-by-answer', general, ({ chain, refusal }) => {
    return (
      refusal?.via === 'http' && {
        because: 'the answer does not say more',
        remedy: `Check whether the server trusts ${chain.at(-1)?.issuer} for clients, and look into its log${isLeafAlone({ chain }) ? '; if that is an intermediate, append its certificate to the cert file' : ''}.`,
      }
    )
  }),
  refusedClient('closed-after-client-certificate', general, ({ chain }) => ({
    because: 'servers on Node and Java close like this when they do not trust it',
    remedy: `Check that the server trusts ${chain.at(-1)?.issuer} for clients, and look into its log: it gave no reason on the wire${isLeafAlone({ chain }) ? '. If that is an intermediate, append its certificate to the cert file' : ''}.`,
  })),
]

function faultOf({ chain, handshake }: TlsFacts, wanted: OwnCertificateFault['fault']): Reason | undefined {
  return ownCertificateFaults(chain, handshake.startedAt).find(({ fault }) => fault === wanted)
}
