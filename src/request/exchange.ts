import type { Connection } from '../connection/connection.ts'
import type { Connections } from '../connection/connections.ts'
import type { Passage } from '../connection/passage.ts'
import { KeptAnswer } from '../evidence/answer.ts'
import { AnswerBody, type BodySource } from './answer-body.ts'
import type { Attempt, AttemptEvents, ExchangeRequest } from './attempt.ts'
import { ClientDestroyed } from './client-destroyed.ts'
import type { Deadline } from './deadline.ts'
import { Http1Attempt } from './http1-attempt.ts'
import { Http2Attempt } from './http2-attempt.ts'
import { ResponseHeaders } from './response-headers.ts'
import { targetOf } from './target-of.ts'

/** The head of an answer; its body follows. */
export interface Answer {
  status: number
  statusText: string
  headers: ResponseHeaders
  body: AnswerBody
  kept: KeptAnswer
}

/** Longer than this, a rest that nobody wants costs more than a new connection. Bytes. */
const longestDiscarded = 128 * 1024

/** Sends one request and waits for the head of its answer. Rejects with the translated error; `connection` then says over what. */
export class Exchange implements AttemptEvents, BodySource {
  readonly #connections: Connections
  readonly #timesDestroyed: number
  #current: ExchangeRequest
  readonly #deadline: Deadline
  readonly #translate: (error: unknown) => unknown
  #attempt: Attempt | undefined
  #connection: Connection | undefined
  /** While it waits for a connection that others may wait for too. */
  #giveUp: (() => void) | undefined
  #body: AnswerBody | undefined
  #kept: KeptAnswer | undefined
  #repeated = false
  #over = false
  #discarding = false
  #discarded = 0
  #resolve!: (answer: Answer) => void
  #reject!: (reason: unknown) => void

  /** `translate` words the raw error for the caller, for a body that breaks off as well. */
  constructor(
    connections: Connections,
    request: ExchangeRequest,
    deadline: Deadline,
    translate: (error: unknown) => unknown,
  ) {
    this.#connections = connections
    this.#timesDestroyed = connections.timesDestroyed
    this.#current = request
    this.#deadline = deadline
    this.#translate = translate
  }

  /** The connection that carries this request; undefined over http, and before there is one. */
  get connection(): Connection | undefined {
    return this.#connection
  }

  start(): Promise<Answer> {
    const answer = new Promise<Answer>((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    this.#deadline.onEnd((reason) => this.#fail(reason))
    if (!this.#over) this.#send(this.#current.fresh ? 'fresh' : undefined)
    return answer
  }

  /** The reader of the body wants more of it. */
  resume(): void {
    this.#attempt?.resume()
  }

  /** The caller does not want the rest. */
  cancel(): void {
    const attempt = this.#attempt
    this.#finish()
    attempt?.destroy()
  }

  /** The call goes on elsewhere: the rest is read and dropped, so that the connection can be used again, unless it is long. */
  discard(): void {
    this.#discarding = true
    this.#attempt?.resume()
  }

  over(connection: Connection | undefined): void {
    this.#connection = connection
  }

  answered(status: number, statusText: string, rawHeaders: readonly string[]): void {
    if (this.#over) return
    this.#connection?.answered()
    this.#deadline.relax()
    this.#body = new AnswerBody(this)
    const headers = new ResponseHeaders(rawHeaders)
    this.#kept = new KeptAnswer(status, (name) => headers.get(name))
    this.#resolve({ status, statusText, headers, body: this.#body, kept: this.#kept })
  }

  received(chunk: Uint8Array): void {
    if (this.#over || this.#body === undefined) return
    this.#kept?.push(chunk)
    if (this.#discarding) {
      this.#discarded += chunk.byteLength
      if (this.#discarded > longestDiscarded) this.cancel()
      return
    }
    if (!this.#body.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength))) this.#attempt?.pause()
  }

  ended(): void {
    if (this.#over) return
    this.#finish()
    this.#body?.close()
  }

  failed(raw: unknown): void {
    if (this.#over) return
    if (this.#connections.timesDestroyed > this.#timesDestroyed) this.#fail(new ClientDestroyed())
    else if (this.#mayBeRepeated(raw)) {
      this.#repeated = true
      void this.#sendAgain()
    } else this.#fail(raw)
  }

  async #sendAgain(): Promise<void> {
    try {
      this.#current = { ...this.#current, profile: await this.#current.profileNow() }
    } catch (error) {
      this.#fail(error)
    }
    if (!this.#over) this.#send('new')
  }

  #fail(raw: unknown): void {
    if (this.#over) return
    const error = this.#translate(raw)
    const attempt = this.#attempt
    this.#finish()
    attempt?.destroy()
    if (this.#body === undefined) this.#reject(error)
    else this.#body.error(error)
  }

  #send(connect: Passage['connect']): void {
    const request = this.#current
    try {
      if (request.profile?.http2) void this.#negotiate(connect)
      else this.#attempt = new Http1Attempt(this.#connections, request, this, connect)
    } catch (error) {
      this.failed(error)
    }
  }

  /** The server chooses the protocol. */
  async #negotiate(connect: Passage['connect']): Promise<void> {
    const { url, profile } = this.#current
    const destination = {
      target: targetOf(url),
      profile: profile!,
      ...(connect && { connect }),
    }
    try {
      const carrier = await this.#connections.http2.carrierFor(destination, (connection, giveUp) => {
        this.#connection = connection
        this.#giveUp = giveUp
      })
      this.#giveUp = undefined
      if (carrier === 'agent') {
        if (!this.#over) this.#attempt = new Http1Attempt(this.#connections, this.#current, this, connect)
      } else if ('socket' in carrier) {
        if (this.#over) carrier.socket.destroy()
        else this.#attempt = new Http1Attempt(this.#connections, this.#current, this, connect, carrier.socket)
      } else if (!this.#over) {
        this.#attempt = new Http2Attempt(carrier.session, carrier.kept, this.#current, this)
      } else if (connect === 'fresh') {
        void carrier.session.close()
      }
    } catch (error) {
      this.failed(error)
    }
  }

  #mayBeRepeated(raw: unknown): boolean {
    if (this.#repeated || this.#body !== undefined || this.#current.body?.replayable === false) return false
    return this.#attempt?.mayBeRepeated(raw) ?? false
  }

  #finish(): void {
    if (this.#over) return
    this.#over = true
    this.#kept?.end()
    if (!this.#discarding) this.#deadline.dispose()
    this.#giveUp?.()
    this.#giveUp = undefined
    // An answer outlives its connection: it must not hold on to Node's side of it.
    this.#attempt = undefined
  }
}
