import { judge } from '../judgement/judge.when-needed.ts'
import type { TlsSubject } from './subject.ts'

/** What is thrown, under `.not` as well, where the record cannot tell: unknown is never "no". */
export function unreadable(matcher: string, question: string, subject: TlsSubject, why?: string): Error {
  const { handshake } = subject
  const resumed = 'the session was resumed, so no certificate was sent on this connection'
  const reason = why ?? handshake.capture.reason ?? (handshake.resumed ? resumed : 'the record does not have it')
  return new Error(
    `${matcher}() cannot tell ${question} on the connection to ${handshake.host}:${handshake.port}: ${reason}. ${remedyFor(subject)}`,
  )
}

/** What would make it known: a whole handshake, or a connection that does not fail before. */
function remedyFor({ evidence, handshake }: TlsSubject): string {
  if (handshake.resumed) {
    return 'To see a full handshake, pass fresh: true with the request, or take resumption: true out of the config.'
  }
  const { party, cause, remedy } = judge(evidence)
  const isEnded = party !== 'nobody' && evidence.error !== undefined
  if (isEnded) return `${cause} ${remedy ?? ''}`.trimEnd()
  return 'Try with fresh: true; if it stays so, report it with the protocol and the cipher suite of the connection.'
}
