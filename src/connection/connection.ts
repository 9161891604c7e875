import type { ConnectionProfile } from '../credentials/profile.ts'
import type { RecordedConnection } from '../evidence/call-recorder.ts'
import type { Explanation } from '../evidence/explanation.ts'
import type { CapturedConnection } from '../tls/capture-file.ts'
import type { ClientKind, Handshake } from '../tls/handshake.ts'
import { Recorder } from '../tls/recorder.ts'
import type { ConnectionFacts } from './connection-facts.ts'
import type { HandshakeReader } from './handshake-reader.ts'
import { readerOf } from './handshake-reader.when-needed.ts'
import type { Target } from './target.ts'
import type { Verdict } from './verdict.ts'

/** What is known about one TLS connection, from its first packet on. Decodes when somebody looks. */
export class Connection implements RecordedConnection {
  readonly recorder = new Recorder()
  readonly startedAt = new Date()
  /** The same moment, in milliseconds of the monotonic clock. */
  readonly start = performance.now()
  #facts: ConnectionFacts = {}
  #reader: HandshakeReader | undefined
  #failure: Error | undefined
  #closed = false
  #answered = false
  #secure = false
  #abandon: (() => void) | undefined
  #isAbandoned = false
  #serverSpoke: (() => void) | undefined
  /** The connection that made the session which this one offered to resume. */
  resumedFrom: Connection | undefined

  constructor(
    readonly target: Target,
    readonly profile: ConnectionProfile,
  ) {}

  /** TLS is up, or has failed. */
  get settled(): boolean {
    return this.#facts.settledAt !== undefined
  }

  get closed(): boolean {
    return this.#closed
  }

  /** The first error that the socket reported: of what an HTTP client says instead, the reason. */
  get failure(): Error | undefined {
    return this.#failure
  }

  /** The connection whose session this one has resumed. */
  get original(): Connection | undefined {
    return this.resumedFrom !== undefined && this.handshake.resumed ? this.resumedFrom : undefined
  }

  /** Why this client certificate, or none. */
  get explanation(): Explanation {
    return this.profile.explain()
  }

  /** Calls `listener` when the server has sent a record after the handshake; the latest listener replaces the others. */
  onceServerRecord(listener: () => void): void {
    this.#serverSpoke = listener
    this.received()
  }

  /** Bytes of the server have been recorded. */
  received(): void {
    if (this.#serverSpoke === undefined || this.recorder.activity.server.recordsSinceHandshake === 0) return
    const listener = this.#serverSpoke
    this.#serverSpoke = undefined
    listener()
  }

  /** How to give up while the connection is being made. */
  onAbandon(destroy: () => void): void {
    this.#abandon = destroy
  }

  /** Nobody waits for this connection any more. */
  abandon(): void {
    this.#isAbandoned = true
    this.#abandon?.()
  }

  /** Another client than `request` has made it, as far as is known now. */
  madeBy(client: ClientKind): void {
    if (this.#facts.client !== client) this.#learn({ client })
  }

  tcpConnected(remoteAddress: string | undefined): void {
    this.#learn({ connectedAt: performance.now(), ...(remoteAddress === undefined ? {} : { remoteAddress }) })
  }

  /** The handshake is done, as far as the client can tell. */
  get isSecure(): boolean {
    return this.#secure
  }

  secured(): void {
    this.#secure = true
  }

  judged(verdict: Verdict): void {
    this.#settle()
    this.#learn({ verdict })
  }

  chainJudged(chainVerdict: Verdict): void {
    this.#learn({ chainVerdict })
  }

  stapled(ocspResponse: Uint8Array): void {
    this.#learn({ ocspResponse })
  }

  /** The server's own OCSP response says that its certificate is revoked. */
  get isRevoked(): boolean {
    if (this.#facts.ocspResponse === undefined) return false
    return this.handshake.verification.problems.some((problem) => problem.class === 'revoked')
  }

  failed(error: NodeJS.ErrnoException): void {
    this.#settle()
    // What fails then is our own doing.
    if (this.#isAbandoned) return
    if (this.#failure === undefined && this.#facts.verdict === undefined) {
      const { code, message } = error
      this.#learn({ failure: { ...(code === undefined ? {} : { code }), message } })
    }
    this.#failure ??= error
  }

  /** An HTTP answer came over this connection. */
  get hasAnswered(): boolean {
    return this.#answered
  }

  answered(): void {
    this.#answered = true
  }

  /** TCP is up: what fails from here on is TLS or later. */
  get reached(): boolean {
    return this.#facts.connectedAt !== undefined
  }

  ended(): void {
    this.#settle()
    this.#closed = true
    // A record outlives its connection: it must not hold on to the sockets.
    this.#abandon = undefined
    this.#serverSpoke = undefined
    // nor on what it takes to read on, where somebody has looked
    this.#reader?.end(this.#facts)
  }

  /** What is known so far; the same object until there is more of it. */
  get handshake(): Handshake {
    this.#reader ??= readerOf(this)
    return this.#closed ? this.#reader.end(this.#facts) : this.#reader.read(this.#facts)
  }

  get captured(): CapturedConnection {
    const { remoteAddress } = this.#facts
    return {
      recording: this.recorder.recording,
      startedAt: this.startedAt,
      ...(remoteAddress === undefined ? {} : { serverAddress: remoteAddress }),
      serverPort: this.target.port,
    }
  }

  #settle(): void {
    if (!this.settled) this.#learn({ settledAt: performance.now() })
  }

  /** The only place where facts change: a Handshake is made anew when they have. */
  #learn(more: ConnectionFacts): void {
    this.#facts = { ...this.#facts, ...more }
  }
}
