import type { Recorder } from '../../tls/recorder.ts'

/** Where a tap puts what it sees of one connection. */
export interface TapSink {
  /** Gets the bytes of both peers, the lines of the key log, and the end of the handshake. */
  readonly recorder: Recorder
  /** Bytes of the server have been recorded; OpenSSL sees them next. */
  received?(): void
  /**
   * A connection whose write failed because the peer has hung up stays readable for a moment, so that an alert that is already
   * here becomes its error. Default `false`: it fails at once, as Node has it.
   */
  readonly readsAfterFailedWrite?: boolean
}
