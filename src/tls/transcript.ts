import type { Peer } from './handshake.ts'
import type { Recording } from './recording.ts'
import { TranscriptDecoder } from './transcript-decoder.ts'
import type { TranscriptEvent } from './transcript-event.ts'

/** Everything that was said on a connection, as far as the recording goes. */
export interface Transcript {
  events: TranscriptEvent[]
  /** Complete records of application data that are known of; `bytes` counts the content of those that were kept. */
  applicationData: Record<Peer, { records: number; bytes: number }>
}

/** Decodes a whole recording. Never throws: what cannot be read is an event that says why. */
export function decodeTranscript(recording: Recording): Transcript {
  const events = readEvents(recording)
  const applicationData = { client: { records: 0, bytes: 0 }, server: { records: 0, bytes: 0 } }
  for (const event of events) {
    if (event.kind === 'application-data') {
      applicationData[event.from].records++
      applicationData[event.from].bytes += event.bytes
    } else if (event.kind === 'not-kept') applicationData[event.from].records += event.records
  }
  return { events, applicationData }
}

/** Every event of a recording. Never throws. */
export function readEvents(recording: Recording): TranscriptEvent[] {
  const decoder = new TranscriptDecoder(recording.keyLog)
  const events: TranscriptEvent[] = []
  for (const record of recording.records) events.push(...decoder.read(record))
  return events
}

/** The same, one after the other: who stops early decrypts no more than needed. */
export function* transcriptEvents(recording: Recording): Generator<TranscriptEvent, void> {
  const decoder = new TranscriptDecoder(recording.keyLog)
  for (const record of recording.records) yield* decoder.read(record)
}
