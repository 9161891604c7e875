import type { TlsFacts } from '../facts.ts'
import { acceptedKeyTypes, keyTypes } from '../key-type.ts'
import { isDeclined, nearMissOf } from '../near-miss.ts'
import { howToOffer, listOf, offeredOf, whyNothingOffered } from '../phrases.ts'
import type { Situation } from '../situation.ts'

/** The server asked, an empty Certificate was sent, and the server did not go on. */
export const certificateMissing: readonly Situation[] = [
  missing('no-key-type-in-common', (facts) => {
    const { request, configured } = facts.handshake.clientCertificate
    const accepted = request ? acceptedKeyTypes(request) : [...keyTypes]
    return (
      configured !== undefined &&
      accepted.length < keyTypes.length - 2 && {
        because: `${offeredOf(facts)} was offered, but the server takes ${accepted.length > 0 ? `${listOf(accepted)} keys only` : 'no kind of key that we know'}`,
        remedy: `Check that the certificate has ${accepted.length > 0 ? `an ${accepted.join(' or ')} key` : 'a key of a kind that the server takes'} and comes with that key, or let the server accept more signature algorithms.`,
      }
    )
  }),
  missing('configured-but-not-sent', (facts) => {
    return (
      facts.handshake.clientCertificate.configured !== undefined && {
        because: `${offeredOf(facts)} was offered, but TLS could not use it for this server`,
        remedy:
          'Check that the key is the key of that certificate, and that its signature algorithm is one that the server asked for.',
      }
    )
  }),
  missing('switched-off-for-the-request', (facts) => {
    return isDeclined(facts.explanation) && { because: whyNothingOffered(facts), remedy: howToOffer(facts) }
  }),
  missing('entry-for-another-port', whenDiffers('port')),
  missing('entry-switched-off', whenDiffers('enabled')),
  missing('wildcard-without-the-domain-itself', whenDiffers('apex')),
  missing('entry-for-a-similar-host', whenDiffers('host')),
  missing('no-entry-for-the-host', (facts) => {
    return (
      (facts.explanation?.others.length ?? 0) > 0 && {
        because: whyNothingOffered(facts),
        remedy: howToOffer(facts),
      }
    )
  }),
  missing('nothing-configured', (facts) => ({
    because: whyNothingOffered(facts),
    remedy: howToOffer(facts),
  })),
]

function whenDiffers(wanted: string) {
  return (facts: TlsFacts) => {
    return (
      nearMissOf(facts.explanation)?.differs === wanted && {
        because: whyNothingOffered(facts),
        remedy: howToOffer(facts),
      }
    )
  }
}

function missing(
  situation: string,
  words: (facts: TlsFacts) => { because: string; remedy: string } | false,
): Situation {
  return {
    situation,
    party: 'client',
    tell: (facts) => {
      if (!facts.refusal || facts.status !== 'empty') return false
      const told = words(facts)
      return (
        told && {
          cause: `${refusalWords(facts)} after it had asked for a client certificate and got none: ${told.because}.`,
          remedy: told.remedy,
        }
      )
    },
  }
}

/** Who refused, by which message. */
export function refusalWords({ origin, refusal }: TlsFacts): string {
  if (refusal?.via === 'alert')
    return `The server at ${origin} refused the connection with the alert ${refusal.alert.description} (${refusal.alert.code})`
  if (refusal?.via === 'http') return `The server at ${origin} answered with ${refusal.status}`
  return `The server at ${origin} closed the connection without an alert and without an answer`
}
