import type { Facts, TlsFacts } from '../facts.ts'
import { alertWords } from '../refusal-words.ts'
import type { Told } from '../situation.ts'

/** A failure before TLS that no situation describes. */
export function otherFailure({ evidence, origin, code }: Facts): [string, Told] {
  if (!evidence.error) return otherOutcomeOf(origin)
  return [
    'other-failure',
    {
      subject: { kind: 'network', code },
      certainty: 'unknown',
      cause: `The request to ${origin} failed before TLS began${code && ` (${code})`}: ${sentence(evidence.error.message)}`,
      remedy: 'Look at the cause of the error: nothing on the wire explains it.',
    },
  ]
}

/** A TLS connection that no situation describes. */
export function otherOutcome(facts: TlsFacts): [string, Told] {
  const { evidence, origin, code, serverAlert, answer } = facts
  if (serverAlert && (evidence.error || !answer)) {
    return [
      'other-alert',
      {
        subject: { kind: 'parameters', parameter: 'unknown' },
        certainty: 'unknown',
        cause: `The server at ${origin} ended the connection with the alert ${serverAlert.description} (${serverAlert.code})${whenOf(facts)}.`,
        remedy: `Look for ${serverAlert.description} in the server's log: the alert alone does not say more.`,
      },
    ]
  }
  if (!evidence.error) return otherOutcomeOf(origin)
  return [
    'other-tls-failure',
    {
      subject: { kind: 'network', code },
      certainty: 'unknown',
      cause: `The TLS connection to ${origin} failed without ${alertWords(facts)} of the server${code && ` (${code})`}: ${sentence(evidence.error.message)}`,
      remedy: 'Look at the cause of the error: the handshake alone does not explain it.',
    },
  ]
}

function otherOutcomeOf(origin: string): [string, Told] {
  return ['no-failure', { cause: `Nothing was refused on the connection to ${origin}.` }]
}

/** Of an error of OpenSSL its reason alone: the rest is a thread's number and a line of OpenSSL's source. */
function sentence(message: string): string {
  const text = message.replace(/\w+:error:\w+:[^:]*:[^:]*:([^:]*):\S*/, '$1')
  return `${text.trim().replace(/[.\s]+$/, '')}.`
}

/** How far the connection had come, where that is known. */
function whenOf({ handshake, status }: TlsFacts): string {
  if (handshake.protocol === undefined) return ', in place of its first message'
  if (status === 'not-requested')
    return ', after it had agreed to our parameters without asking for a client certificate'
  return handshake.clientCertificate.request && status === 'unknown'
    ? ', after it had asked for a client certificate and before one was sent'
    : ''
}
