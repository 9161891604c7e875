import type { Diagnosis } from '../../evidence/diagnosis.ts'
import type { Facts, TlsFacts } from '../facts.ts'

/** A failure before TLS that no situation describes. */
export function otherFailure({ evidence, origin, code }: Facts): Diagnosis {
  if (!evidence.error) return otherOutcomeOf(origin)
  return {
    situation: 'other-failure',
    party: 'client',
    cause: `The request to ${origin} failed before TLS began${code && ` (${code})`}: ${sentence(evidence.error.message)}`,
    remedy: 'Look at the cause of the error: nothing on the wire explains it.',
  }
}

/** A TLS connection that no situation describes. */
export function otherOutcome({ evidence, origin, code, serverAlert }: TlsFacts): Diagnosis {
  if (serverAlert) {
    return {
      situation: 'other-alert',
      party: 'server',
      cause: `The server at ${origin} ended the connection with the alert ${serverAlert.description} (${serverAlert.code}).`,
      remedy: `Look for ${serverAlert.description} in the server's log: the alert alone does not say more.`,
    }
  }
  if (!evidence.error) return otherOutcomeOf(origin)
  return {
    situation: 'other-tls-failure',
    party: 'client',
    cause: `The TLS connection to ${origin} failed without an alert of the server${code && ` (${code})`}: ${sentence(evidence.error.message)}`,
    remedy: 'Look at the cause of the error: the handshake alone does not explain it.',
  }
}

function otherOutcomeOf(origin: string): Diagnosis {
  return {
    situation: 'no-failure',
    party: 'nobody',
    cause: `Nothing was refused on the connection to ${origin}.`,
    remedy: 'There is nothing to do.',
  }
}

function sentence(message: string): string {
  return `${message.trim().replace(/[.\s]+$/, '')}.`
}
