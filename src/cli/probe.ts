import type { Handshake } from '../tls/handshake.ts'

/** What one request of `probe` came to: what `--json` prints, in a list with `--repeat`. */
export interface Probe {
  url: string
  /** HTTP status of the answer, where there was one. */
  status?: number
  error?: { name: string; code?: string; message: string }
  /** What happened, in two sentences. */
  situation: string
  cause: string
  remedy?: string
  handshake?: Handshake
}
