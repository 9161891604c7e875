import type { Connection } from '../connection/connection.ts'
import type { ConnectionProfile } from '../credentials/profile.ts'
import type { RequestBody } from './request-body.ts'

/** One request on its way to one origin. */
export interface ExchangeRequest {
  url: URL
  method: string
  /** By lower-case name. */
  headers: Record<string, string>
  body: RequestBody | undefined
  /** undefined over http. */
  profile: ConnectionProfile | undefined
  fresh: boolean
  /** The profile for a new connection: files may have changed since `profile` was made. */
  profileNow(): ConnectionProfile | undefined | Promise<ConnectionProfile>
}

/** One try at sending a request, in one protocol. It has begun when it is there. */
export interface Attempt {
  /** No more of the body for now. */
  pause(): void
  resume(): void
  /** Give up: the answer, or the rest of it, is not wanted. */
  destroy(): void
  /** Nothing of an answer has come, and the server can be taken to have done nothing: RFC 9110 9.2.2, RFC 9113 8.7. */
  mayBeRepeated(error: unknown): boolean
}

/** What becomes of an attempt. */
export interface AttemptEvents {
  /** A connection is being opened, or one that is kept is taken. */
  over(connection: Connection | undefined): void
  /** `rawHeaders`: names and values by turns. */
  answered(status: number, statusText: string, rawHeaders: readonly string[]): void
  received(chunk: Uint8Array): void
  ended(): void
  /** Nothing follows. To be called once: another attempt may be under way by the second time. */
  failed(error: unknown): void
}

/** Calls `failed` with the first error alone. */
export function firstFailure(events: Pick<AttemptEvents, 'failed'>): (error: unknown) => void {
  let called = false
  return (error) => {
    if (called) return
    called = true
    events.failed(error)
  }
}

/** Errors by which a connection that was kept turns out to be closed. */
const closed = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED'])

export function isClosed(error: unknown): boolean {
  return closed.has((error as NodeJS.ErrnoException | null)?.code ?? '')
}
