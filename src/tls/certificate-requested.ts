import { Negotiation } from './negotiation.ts'
import type { Recording } from './recording.ts'
import { transcriptEvents } from './transcript.ts'

/**
 * Whether the server asked for a client certificate in the first handshake. It does not need the client's answer: in TLS 1.3
 * the server's flight is enough. Undefined while that cannot be told. Reads no further than the request.
 */
export function certificateRequested(recording: Recording): boolean | undefined {
  const negotiation = new Negotiation('handshake')
  for (const event of transcriptEvents(recording)) {
    if (event.kind === 'unreadable') return undefined
    if (event.kind !== 'message') continue
    negotiation.add(event.from, event.message)
    if (negotiation.defect !== undefined) return undefined
    if (negotiation.request !== undefined) return true
    // only a Finished proves that nothing before it went unread
    if (negotiation.finished.server) return false
  }
  return undefined
}
