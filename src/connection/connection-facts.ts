import type { ClientKind } from '../tls/handshake.ts'
import type { Verdict } from './verdict.ts'

/** What is known of a connection besides its bytes. Never changed but replaced: whoever has seen it can tell that there is more. */
export interface ConnectionFacts {
  readonly remoteAddress?: string
  /** When TCP was up. Milliseconds of the monotonic clock, as the next. */
  readonly connectedAt?: number
  /** When TLS was up, or had failed. */
  readonly settledAt?: number
  /** The error by which the handshake failed. */
  readonly failure?: { readonly code?: string; readonly message: string }
  /** What Node makes of the server's certificate. */
  readonly verdict?: Verdict
  /** What Node makes of the chain alone: it counts where the connection fails before Node has looked at the name. */
  readonly chainVerdict?: Verdict
  /** OCSPResponse in DER that the server has sent with its certificate. */
  readonly ocspResponse?: Uint8Array
  /** What made the connection; absent: `request`. */
  readonly client?: ClientKind
}
