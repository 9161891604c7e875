import { type Evidence, ownEvidence } from '../evidence/evidence.ts'
import type { Handshake } from '../tls/handshake.ts'
import type { AnswerBody } from './answer-body.ts'
import { handshakeOf, type MtlsResponse } from './mtls-response.ts'
import type { ResponseHeaders } from './response-headers.ts'

/** What a response is made of. */
export interface ReceivedAnswer {
  status: number
  statusText: string
  headers: ResponseHeaders
  /** null: there is none. */
  body: (Pick<AnswerBody, 'toStream'> & Partial<Pick<AnswerBody, 'read'>>) | null
  /** Without fragment. */
  url: string
  redirected: boolean
  evidence: Evidence
}

/**
 * The Response of the fetch standard (5.5) over an answer. Node's own is made when somebody asks for what only that can
 * give: loading it and its streams costs more than the requests of a usual test file.
 */
export class ReceivedResponse implements MtlsResponse {
  readonly #answer: ReceivedAnswer
  #headers: Headers | undefined
  #native: Response | undefined
  #read = false

  constructor(answer: ReceivedAnswer, native?: Response) {
    this.#answer = answer
    this.#native = native
  }

  get [ownEvidence](): Evidence {
    return this.#answer.evidence
  }

  get handshake(): Handshake | undefined {
    return handshakeOf(this)
  }

  get status(): number {
    return this.#answer.status
  }

  get statusText(): string {
    return this.#answer.statusText
  }

  get ok(): boolean {
    return this.status >= 200 && this.status <= 299
  }

  get headers(): Headers {
    this.#headers ??= this.#native?.headers ?? this.#answer.headers.toHeaders()
    return this.#headers
  }

  get url(): string {
    return this.#answer.url
  }

  get redirected(): boolean {
    return this.#answer.redirected
  }

  get type(): 'basic' {
    return 'basic'
  }

  get body(): Response['body'] {
    return this.#answer.body === null ? null : this.#asNative().body
  }

  get bodyUsed(): boolean {
    return this.#read || (this.#native?.bodyUsed ?? false)
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    return this.#whole().then(ownBuffer)
  }

  async blob(): Promise<Blob> {
    return this.#asNative().blob()
  }

  bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#whole().then((bytes) => new Uint8Array(ownBuffer(bytes)))
  }

  async formData(): Promise<FormData> {
    return this.#asNative().formData()
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text())
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(await this.#whole())
  }

  clone(): MtlsResponse {
    return new ReceivedResponse(this.#answer, this.#asNative().clone())
  }

  get [Symbol.toStringTag](): string {
    return 'Response'
  }

  [Symbol.for('nodejs.util.inspect.custom')](
    _: number,
    options: object,
    // Printers that only follow the protocol, such as that of Vitest 3.2, pass none.
    inspect?: (value: unknown, options: object) => string,
  ) {
    const { status, statusText, headers, bodyUsed, ok, redirected, type, url } = this
    if (inspect === undefined) return `Response { status: ${status}, url: '${url}' }`
    return `Response ${inspect({ status, statusText, headers, bodyUsed, ok, redirected, type, url }, options)}`
  }

  #whole(): Promise<Uint8Array> {
    const { body } = this.#answer
    if (body === null) return Promise.resolve(new Uint8Array())
    if (body.read === undefined || this.#native !== undefined || this.#read) {
      return this.#asNative()
        .arrayBuffer()
        .then((buffer) => new Uint8Array(buffer))
    }
    this.#read = true
    return body.read()
  }

  #asNative(): Response {
    if (this.#native === undefined) {
      const { body } = this.#answer
      // Node's own takes no status above 599, which servers send; nobody asks it for one.
      this.#native = new Response(this.#read ? '' : (body?.toStream() ?? null), { headers: this.headers })
      // What has been read by this object has been read for good.
      if (this.#read) void this.#native.arrayBuffer()
    }
    return this.#native
  }
}

/** The bytes may be a part of what the connection read at once. */
function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  const own = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice()
  return own.buffer as ArrayBuffer
}

// Every `await` of a response asks for it, and the proxy below answers slowly.
Object.defineProperty(ReceivedResponse.prototype, 'then', { value: undefined })
// `instanceof Response` holds, and loads Node's own only where somebody asks.
Object.setPrototypeOf(ReceivedResponse.prototype, new Proxy({}, { getPrototypeOf: () => Response.prototype }))
