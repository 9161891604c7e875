import type { RunConnection } from './run-report.ts'

/** What a server made of the client certificate on one connection, in a few words. */
export interface ClientVerdict {
  text: string
  tone: 'good' | 'bad' | 'doubtful' | 'plain'
}

export function clientVerdict({ handshake, judgement, answered }: RunConnection): ClientVerdict {
  if (judgement?.subject.kind === 'client-certificate') {
    const { alert, status, means, certainty } = judgement
    const how = alert?.description ?? (means === 'answer' ? `answer ${status}` : means)
    return certainty === 'proven'
      ? { text: `refused: ${how}`, tone: 'bad' }
      : { text: `perhaps refused: ${how}`, tone: 'doubtful' }
  }
  const { status } = handshake.clientCertificate
  if (status === 'not-requested') return { text: 'not asked', tone: 'plain' }
  if (status === 'resumed') return { text: 'session resumed', tone: 'plain' }
  if (status === 'unknown') return { text: 'not known', tone: 'doubtful' }
  // Without an answer nobody knows whether it would have been taken.
  if (!answered) return { text: 'no answer', tone: 'doubtful' }
  if (status === 'empty') return { text: 'went on without one', tone: 'plain' }
  return { text: 'accepted', tone: 'good' }
}
