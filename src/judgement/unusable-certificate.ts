import type { TlsFacts } from './facts.ts'
import { acceptedKeyTypes, keyTypes } from './key-type.ts'
import { howToOffer, listOf, offeredOf, whyNothingOffered } from './phrases.ts'
import { schemesOf } from './signature-schemes.ts'

/** Why no client certificate was sent to a server that asked for one: a clause, and what to change. */
export function whyNotSent(facts: TlsFacts): { because: string; remedy: string } {
  if (facts.handshake.clientCertificate.configured === undefined) {
    return { because: whyNothingOffered(facts), remedy: howToOffer(facts) }
  }
  const unusable = whyUnusable(facts)
  if (unusable) return unusable
  return {
    because: `${offeredOf(facts)} was offered, but TLS could not use it for this server`,
    remedy:
      'Check that the key is the key of that certificate, and that its signature algorithm is one that the server asked for.',
  }
}

/**
 * Why TLS could not use the certificate that was offered: its key makes none of the signatures that the server asks for. Undefined where
 * that is not the reason, or cannot be told.
 */
export function whyUnusable(facts: TlsFacts): { because: string; remedy: string } | undefined {
  const { request, configured } = facts.handshake.clientCertificate
  if (configured === undefined || request === undefined) return undefined
  const publicKey = facts.settings.offered?.publicKey
  const ours = publicKey === undefined ? undefined : schemesOf(publicKey, facts.handshake.protocol)
  const asked = request.signatureAlgorithms
  if (publicKey !== undefined && ours !== undefined && asked.length > 0 && !ours.some((one) => asked.includes(one))) {
    const made =
      ours.length > 0
        ? `makes signatures of ${listOf(ours)}`
        : `makes no signature that ${facts.handshake.protocol} has a scheme for`
    return {
      because: `${offeredOf(facts)} was offered, but its key (${publicKey}) ${made}, and the server asks for ${listOf(asked, 6)}`,
      remedy: 'Configure a certificate with a key for one of these schemes, or let the server accept more of them.',
    }
  }
  const accepted = acceptedKeyTypes(request)
  if (accepted.length >= keyTypes.length - 2) return undefined
  return {
    because: `${offeredOf(facts)} was offered, but the server takes ${accepted.length > 0 ? `${listOf(accepted)} keys only` : 'no kind of key that we know'}${asked.length > 0 ? ` (it asks for ${listOf(asked, 6)})` : ''}`,
    remedy: `Check that the certificate has ${accepted.length > 0 ? `an ${accepted.join(' or ')} key` : 'a key of a kind that the server takes'} and comes with that key, or let the server accept more signature algorithms.`,
  }
}
