import type { ProfileOverrides } from '../credentials/profile.ts'

/** What `fetch` takes, and what only `request` takes. */
export interface MtlsRequestInit extends Omit<RequestInit, 'dispatcher'>, ProfileOverrides {
  /** Sent as the body with `content-type: application/json`, unless the headers name another type. Excludes `body`. */
  json?: unknown
  /** Added to the URL's query; an array gives one pair an element, `undefined` none. */
  query?: Record<string, QueryValue | readonly QueryValue[]>
  /**
   * Milliseconds until the whole answer, body included, must be there; 0: no limit.
   * @default 30000
   */
  timeout?: number
  /**
   * Make a new connection for this request, and close it after the answer.
   * @default false
   */
  fresh?: boolean
}

type QueryValue = string | number | bigint | boolean | null | undefined

export type RequestInput = string | URL | Request
