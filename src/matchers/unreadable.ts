import type { TlsSubject } from './subject.ts'

/** What is thrown, under `.not` as well, where the record cannot tell: unknown is never "no". */
export function unreadable(matcher: string, question: string, { handshake }: TlsSubject, why?: string): Error {
  const resumed = 'the session was resumed, so no certificate was sent on this connection'
  const reason = why ?? handshake.capture.reason ?? (handshake.resumed ? resumed : 'the record does not have it')
  return new Error(
    `${matcher}() cannot tell ${question} on the connection to ${handshake.host}:${handshake.port}: ${reason}.`,
  )
}
