/** The type of the global `request`, which both test runners share. */
import type { RequestFunction } from '../request/client.ts'

declare global {
  /** `fetch` with the client certificates and the trust of the mTLS configuration. */
  const request: RequestFunction
}
