import { onCall, type RecordedCall } from '../../src/evidence/call-recorder.ts'
import type { MtlsClient } from '../../src/request/client.ts'
import type { CapturedConnection } from '../../src/tls/capture-file.ts'
import type { Handshake } from '../../src/tls/handshake.ts'
import type { ObservedServer } from './observed-server.ts'
import type { ServerView } from './server-view.ts'

/** One connection as we recorded it, and as its server saw it. */
export interface ObservedConnection {
  /** The answer was 200. */
  accepted: boolean
  /** Name of the error, where there was no answer. */
  error?: string
  handshake: Handshake
  captured: CapturedConnection
  server: ServerView
}

/** Makes one new connection and asks both sides about it. Not for calls in parallel. */
export async function connectOnce(client: MtlsClient, server: ObservedServer): Promise<ObservedConnection> {
  const calls: RecordedCall[] = []
  onCall((call) => calls.push(call))
  const view = await server.watch()
  const { answer, error } = await client
    .request(`https://localhost:${server.port}/`, { fresh: true })
    .then(async (response) => ({ answer: { status: response.status, body: await response.text() }, error: undefined }))
    .catch((reason: Error) => ({ answer: undefined, error: reason }))
  const connection = calls[0]?.connections[0]
  if (connection === undefined) throw new Error('nothing was recorded', { cause: error })
  const { handshake } = connection
  return {
    accepted: answer?.status === 200,
    ...(error !== undefined && { error: error.name }),
    handshake,
    captured: connection.captured,
    server: await view(answer),
  }
}
