import type { Connection } from '../connection/connection.ts'
import type { AnswerFacts } from '../evidence/answer.ts'
import { attachCapture } from '../evidence/captured-connection.ts'
import type { ConnectionSettings } from '../evidence/connection-settings.ts'
import { attachEvidence, type Evidence } from '../evidence/evidence.ts'
import type { Explanation } from '../evidence/explanation.ts'
import type { TimeLimit } from '../evidence/time-limit.ts'
import { wordedError } from '../evidence/worded-error.ts'
import type { Handshake } from '../tls/handshake.ts'

/** What one call of `request` saw, hop by hop; decodes when somebody looks. */
export class CallEvidence implements Evidence {
  readonly #connections: Connection[] = []
  #overThisHop: Connection | undefined
  readonly redirects: { url: string; status: number }[] = []
  upload = false
  limit?: TimeLimit
  answer?: AnswerFacts
  error?: { name: string; code?: string; message: string }

  constructor(
    public url: string,
    public method: string,
  ) {}

  /** A hop begins. */
  begin(url: string, method: string, upload = false): void {
    this.url = url
    this.method = method
    this.upload = upload
    this.#overThisHop = undefined
  }

  /** The present hop was answered with a redirect that is followed. */
  redirected(status: number): void {
    this.redirects.push({ url: this.url, status })
  }

  /** The present hop goes over `connection`; undefined over http. */
  over(connection: Connection | undefined): void {
    if (connection === undefined || connection === this.#overThisHop) return
    this.#overThisHop = connection
    if (connection.reached) this.#connections.push(connection)
  }

  failed(error: unknown): void {
    this.error ??= wordedError(error)
  }

  get status(): number | undefined {
    return this.answer?.status
  }

  /** Those that carried a hop, or were being made for it. */
  get connections(): readonly Connection[] {
    return this.#connections
  }

  get handshakes(): readonly Handshake[] {
    return this.#connections.map((connection) => this.#handshakeOf(connection))
  }

  get original(): Handshake | undefined {
    return this.#overThisHop?.original?.handshake
  }

  get reused(): boolean {
    return this.answer === undefined && this.#overThisHop?.hasAnswered === true
  }

  get settings(): ConnectionSettings | undefined {
    return this.#overThisHop?.profile.settings()
  }

  get explanation(): Explanation | undefined {
    return this.#overThisHop?.explanation
  }

  get usedEntries(): readonly string[] {
    const last = this.#overThisHop
    return [...new Set([...this.#connections, ...(last ? [last] : [])])].flatMap(entriesOf)
  }

  /** A handshake on its own is a subject of matchers too; the status of an answer is not its business. */
  #handshakeOf(connection: Connection): Handshake {
    const { handshake } = connection
    const { url, method } = this
    attachCapture(handshake, () => connection.captured)
    attachEvidence(handshake, {
      url,
      method,
      handshakes: [handshake],
      get original() {
        return connection.original?.handshake
      },
      get explanation() {
        return connection.explanation
      },
      get settings() {
        return connection.profile.settings()
      },
    })
    return handshake
  }
}

const entries = new WeakMap<Connection, string[]>()

/** Many calls go over one connection. */
function entriesOf(connection: Connection): readonly string[] {
  const known = entries.get(connection)
  if (known !== undefined) return known
  const { applied, forProxy } = connection.explanation
  const places = [applied?.path, forProxy].filter((place) => place !== undefined)
  entries.set(connection, places)
  return places
}
