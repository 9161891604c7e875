import { setImmediate } from 'node:timers'
import type { Dispatcher } from 'undici'
import type { Connection } from '../connection/connection.ts'
import type { Connections } from '../connection/connections.ts'
import type { TrackedClient, TrackedDispatchOptions } from '../connection/tracked-client.ts'
import type { ConnectionProfile } from '../credentials/profile.ts'
import { KeptAnswer } from '../evidence/answer.ts'
import { AnswerBody, type BodySource } from './answer-body.ts'
import type { Deadline } from './deadline.ts'
import type { RequestBody } from './request-body.ts'
import { ResponseHeaders } from './response-headers.ts'

/** One request on its way to one origin. */
export interface ExchangeRequest {
  url: URL
  method: string
  headers: Record<string, string>
  body: RequestBody | undefined
  /** undefined over http. */
  profile: ConnectionProfile | undefined
  fresh: boolean
}

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

/** Sends one request and waits for the head of its answer. Rejects with the raw error; `connection` then says over what. */
export class Exchange implements Dispatcher.DispatchHandler, BodySource {
  readonly #deadline: Deadline
  readonly #translate: (error: unknown) => unknown
  #client: TrackedClient | undefined
  #connection: Connection | undefined
  #controller: Dispatcher.DispatchController | undefined
  #body: AnswerBody | undefined
  #kept: KeptAnswer | undefined
  #over = false
  #discarding = false
  #discarded = 0
  #resolve!: (answer: Answer) => void
  #reject!: (reason: unknown) => void
  readonly answer = new Promise<Answer>((resolve, reject) => {
    this.#resolve = resolve
    this.#reject = reject
  })

  /** `translate` words the raw error for the caller, for a body that breaks off as well. */
  constructor(deadline: Deadline, translate: (error: unknown) => unknown) {
    this.#deadline = deadline
    this.#translate = translate
  }

  /** The connection that carries this request; undefined over http, and before there is one. */
  get connection(): Connection | undefined {
    return this.#connection ?? this.#client?.connection
  }

  start(connections: Connections, request: ExchangeRequest): Promise<Answer> {
    const { url, method, headers, body, profile, fresh } = request
    this.#deadline.onEnd((reason) => this.#abort(reason))
    if (!this.#over) {
      const options: TrackedDispatchOptions & { origin: string } = {
        origin: url.origin,
        path: url.pathname + url.search,
        method: method as Dispatcher.HttpMethod,
        headers,
        // undici takes any async iterable; its types name streams only.
        body: (body?.content ?? null) as Dispatcher.DispatchOptions['body'] & null,
        onClient: (client: TrackedClient) => {
          this.#client = client
        },
      }
      connections.dispatch(profile, options, this, fresh)
    }
    return this.answer
  }

  /** The reader of the body wants more of it. */
  resume(): void {
    this.#controller?.resume()
  }

  /** The caller does not want the rest. */
  cancel(): void {
    this.#controller?.abort(new DOMException('The body was cancelled', 'AbortError'))
    this.#finish()
  }

  /** The call goes on elsewhere: the rest is read and dropped, so that the connection can be used again, unless it is long. */
  discard(): void {
    this.#discarding = true
    this.#controller?.resume()
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#over) {
      controller.abort(new DOMException('The request was aborted', 'AbortError'))
      return
    }
    this.#controller = controller
    this.#connection = this.#client?.connection
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, _headers: unknown, statusText = ''): void {
    if (status < 200 || this.#over) return
    this.#connection?.answered()
    this.#deadline.relax()
    this.#body = new AnswerBody(this)
    const headers = new ResponseHeaders(controller.rawHeaders)
    this.#kept = new KeptAnswer(status, (name) => headers.get(name))
    this.#resolve({ status, statusText, headers, body: this.#body, kept: this.#kept })
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#over || this.#body === undefined) return
    this.#kept?.push(chunk)
    if (this.#discarding) {
      this.#discarded += chunk.byteLength
      if (this.#discarded > longestDiscarded) this.cancel()
      return
    }
    if (!this.#body.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength))) controller.pause()
  }

  onResponseEnd(): void {
    if (this.#over) return
    this.#finish()
    // undici frees the connection in an Immediate that it queues after this call: a next request must find it free.
    queueMicrotask(() => setImmediate(() => this.#body?.close()))
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(error)
  }

  #abort(reason: unknown): void {
    const controller = this.#controller
    this.#fail(reason)
    controller?.abort(new DOMException('The request was aborted', 'AbortError'))
  }

  #fail(raw: unknown): void {
    if (this.#over) return
    const error = this.#translate(raw)
    this.#finish()
    if (this.#body === undefined) this.#reject(error)
    else this.#body.error(error)
  }

  #finish(): void {
    if (this.#over) return
    this.#over = true
    this.#kept?.end()
    if (!this.#discarding) this.#deadline.dispose()
    this.#client?.release()
    // An answer outlives its connection: it must not hold on to undici's side of it.
    this.#connection = this.connection
    this.#client = undefined
    this.#controller = undefined
  }
}
