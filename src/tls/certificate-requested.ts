import type { Recording } from './recording.ts'
import { transcriptEvents } from './transcript.ts'

/**
 * Whether the server asked for a client certificate in the first handshake, as soon as its flight is read: it does not need
 * the client's answer. Undefined while that cannot be told. Reads no further than the request.
 */
export function certificateRequested(recording: Recording): boolean | undefined {
  for (const event of transcriptEvents(recording)) {
    if (event.from === 'client') continue
    if (event.kind === 'unreadable') return undefined
    if (event.kind !== 'message') continue
    const { message } = event
    if (message.name === 'Unreadable') return undefined
    if (message.name === 'CertificateRequest') return true
    if (message.name === 'ServerHelloDone') return false
    if (message.name === 'Finished') return message.verified === true ? false : undefined
  }
  return undefined
}
