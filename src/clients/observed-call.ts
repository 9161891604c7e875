import type { Connection } from '../connection/connection.ts'
import type { AnswerFacts } from '../evidence/answer.ts'
import type { RecordedCall } from '../evidence/call-recorder.ts'
import { attachCapture } from '../evidence/captured-connection.ts'
import { attachEvidence, type Evidence } from '../evidence/evidence.ts'
import type { Explanation } from '../evidence/explanation.ts'
import { wordedError } from '../evidence/worded-error.ts'
import type { ClientKind, Handshake } from '../tls/handshake.ts'

/** Where a call goes, as its client has written it. */
interface Asked {
  method: string
  /** Scheme, host and port; the connection's own count where one is known. */
  origin: string
  /** Path and query. */
  path: string
}

/** What a client tells of a call besides. */
interface More {
  /** The library that asks, as far as it is known. */
  library?: string | undefined
  /** The one that it is where nothing else is known: others are built on it. */
  lower?: string | undefined
}

const nothingMore: More = {}

/** One request of another client; or what a connection was made for, where its client does not tell of requests. */
export class ObservedCall implements RecordedCall, Evidence {
  readonly #asked: Asked
  readonly #more: More
  #connection: Connection | undefined
  #isVoid = false
  #maker: string | undefined
  #error: Evidence['error']
  answer: AnswerFacts | undefined
  kind: ClientKind

  constructor(kind: ClientKind, asked: Asked, more: More = nothingMore) {
    this.kind = kind
    this.#asked = asked
    this.#more = more
  }

  get evidence(): Evidence {
    return this
  }

  /** As far as it is known. */
  get library(): string | undefined {
    return this.#more.library ?? this.#maker ?? this.#more.lower
  }

  get client(): string {
    const { library } = this
    return library === undefined ? this.kind : `${library} over ${this.kind}`
  }

  get method(): string {
    return this.#asked.method
  }

  get url(): string {
    const { target } = this.#connection ?? {}
    if (target === undefined) return this.#asked.origin + this.#asked.path
    const scheme = this.#asked.origin.split(':', 1)[0]
    const host = target.host.includes(':') ? `[${target.host}]` : target.host
    const port = scheme === 'https' && target.port === 443 ? '' : `:${target.port}`
    return `${scheme}://${host}${port}${this.#asked.path}`
  }

  /** It goes over this connection; a later one takes the place of an earlier. */
  over(connection: Connection): void {
    this.#connection = connection
    connection.madeBy(this.kind)
  }

  /** Who has made the connection for this call. */
  madeBy(library: string | undefined): void {
    this.#maker = library
  }

  failed(error: unknown): void {
    this.#error ??= wordedError(error)
  }

  get error(): Evidence['error'] {
    const failure = this.kind === 'tls' ? this.#connection?.failure : undefined
    return this.#error ?? (failure && wordedError(failure))
  }

  answered(answer: AnswerFacts): void {
    this.answer = answer
  }

  /** It was the beginning of something else, which is reported itself. */
  superseded(): void {
    this.#isVoid = true
  }

  /** Of a connection that is recorded elsewhere, and over plain http, there is nothing to tell. */
  get isVoid(): boolean {
    const connection = this.#connection
    if (this.#isVoid || connection === undefined) return true
    // Some libraries make sockets that go nowhere, to look into them.
    return this.kind === 'tls' && connection.recorder.version === 0 && connection.failure === undefined
  }

  get connections(): readonly Connection[] {
    // What failed before TLS began has no handshake to show.
    return this.#connection?.reached ? [this.#connection] : []
  }

  get handshakes(): readonly Handshake[] {
    return this.connections.map((connection) => {
      const { handshake } = connection
      attachCapture(handshake, () => connection.captured)
      // On its own it is a subject with the answer: of clients that hand nothing out there is no other.
      attachEvidence(handshake, this)
      return handshake
    })
  }

  get status(): number | undefined {
    return this.answer?.status
  }

  get original(): Handshake | undefined {
    return this.#connection?.original?.handshake
  }

  get explanation(): Explanation | undefined {
    return this.#connection?.explanation
  }
}
