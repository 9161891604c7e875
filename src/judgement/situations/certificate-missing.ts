import type { TlsFacts } from '../facts.ts'
import { isDeclined, nearMissOf } from '../near-miss.ts'
import { howToOffer, inAnotherProfile, whyNothingOffered } from '../phrases.ts'
import { refusalWords } from '../refusal-words.ts'
import type { Situation } from '../situation.ts'
import { whyNotSent, whyUnusable } from '../unusable-certificate.ts'

/** The server asked, an empty Certificate was sent, and the server did not go on. */
export const certificateMissing: readonly Situation[] = [
  missing('no-scheme-in-common', whyUnusable),
  missing('configured-but-not-sent', (facts) => {
    return facts.handshake.clientCertificate.configured !== undefined && whyNotSent(facts)
  }),
  missing('switched-off-for-the-request', (facts) => {
    return isDeclined(facts.explanation) && { because: whyNothingOffered(facts), remedy: howToOffer(facts) }
  }),
  missing('entry-for-another-port', whenDiffers('port')),
  missing('entry-switched-off', whenDiffers('enabled')),
  missing('wildcard-without-the-domain-itself', whenDiffers('apex')),
  missing('entry-for-a-similar-host', whenDiffers('host')),
  missing('in-another-profile', inAnotherProfile),
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
  words: (facts: TlsFacts) => { because: string; remedy: string } | false | undefined,
): Situation {
  return {
    situation,
    tell: (facts) => {
      if (!facts.refusal || facts.refusal.certainty === 'unknown' || facts.status !== 'empty') return false
      const told = words(facts)
      return (
        told && {
          subject: { kind: 'client-certificate', presented: 'empty', why: situation, whyCertainty: 'proven' },
          certainty: facts.refusal.certainty,
          cause: `${refusalWords(facts)} after it had asked for a client certificate and got none: ${told.because}.`,
          remedy: told.remedy,
        }
      )
    },
  }
}
