import type { Facts, TlsFacts } from '../facts.ts'
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
export function otherOutcome({ evidence, origin, code, serverAlert, answer }: TlsFacts): [string, Told] {
  if (serverAlert && (evidence.error || !answer)) {
    return [
      'other-alert',
      {
        subject: { kind: 'parameters', parameter: 'unknown' },
        certainty: 'unknown',
        cause: `The server at ${origin} ended the connection with the alert ${serverAlert.description} (${serverAlert.code}).`,
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
      cause: `The TLS connection to ${origin} failed without an alert of the server${code && ` (${code})`}: ${sentence(evidence.error.message)}`,
      remedy: 'Look at the cause of the error: the handshake alone does not explain it.',
    },
  ]
}

function otherOutcomeOf(origin: string): [string, Told] {
  return ['no-failure', { cause: `Nothing was refused on the connection to ${origin}.` }]
}

function sentence(message: string): string {
  return `${message.trim().replace(/[.\s]+$/, '')}.`
}
