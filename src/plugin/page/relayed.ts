import type { Evidence } from '../../evidence/evidence.ts'
import type { MtlsRequestInit } from '../../request/request-init.ts'

/** Name of the browser command. */
export const relayCommand = 'vitestMtlsRequest'

/** A call of `request` in a page, on its way to Node: JSON. */
export interface RelayedCall {
  url: string
  init: Omit<MtlsRequestInit, 'body' | 'headers' | 'signal' | 'json'> & { headers: [string, string][] }
  /** Base64. */
  body?: string
}

/** What it came to, on its way back: JSON, without keys. */
export interface RelayedOutcome {
  response?: {
    status: number
    statusText: string
    headers: [string, string][]
    /** Base64. */
    body: string
    url: string
    redirected: boolean
  }
  error?: { name: string; message: string; code?: string }
  evidence?: Evidence
  /** One for each of the evidence's handshakes: the same connection has the same number. */
  connections: number[]
}
