import type { ClientHttp2Stream, OutgoingHttpHeaders } from 'node:http2'
import type { Http2Session } from '../connection/http2-session.ts'
import { type Attempt, type AttemptEvents, type ExchangeRequest, firstFailure, isClosed } from './attempt.ts'
import { writeBody } from './write-body.ts'

/** Fields of HTTP/1.1 alone (RFC 9113 8.2.2), and those that have another form. */
const notSent = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
  'host',
]

/** A request over HTTP/2. */
export class Http2Attempt implements Attempt {
  readonly #session: Http2Session
  readonly #kept: boolean
  readonly #stream: ClientHttp2Stream
  #answered = false

  /** `kept`: the connection had carried others before. Throws when the session is not open any more. */
  constructor(session: Http2Session, kept: boolean, request: ExchangeRequest, events: AttemptEvents) {
    this.#session = session
    this.#kept = kept
    const { body, method, fresh } = request
    const stream = session.request(fieldsOf(request), body === undefined)
    this.#stream = stream
    const failed = firstFailure(events)
    let ended = false
    stream.on('response', (headers, _flags, raw?: string[]) => {
      this.#answered = true
      const status = headers[':status'] ?? 0
      const length = method === 'HEAD' || status === 304 ? undefined : headers['content-length']
      let received = 0
      events.answered(status, '', raw ?? listOf(headers))
      stream.on('data', (chunk: Buffer) => {
        received += chunk.byteLength
        events.received(chunk)
      })
      stream.on('end', () => {
        // RST_STREAM without an error ends the stream like an end that was meant.
        ended = length === undefined || received === Number(length)
        if (ended) events.ended()
      })
    })
    stream.on('error', failed)
    stream.on('close', () => {
      if (!ended) failed(new StreamClosed(stream.rstCode ?? 0))
      if (fresh) void session.close()
    })
    if (body !== undefined) writeBody(stream, body, failed)
  }

  pause(): void {
    this.#stream.pause()
  }

  resume(): void {
    this.#stream.resume()
  }

  destroy(): void {
    const { NGHTTP2_CANCEL } = process.getBuiltinModule('node:http2').constants
    this.#stream.close(NGHTTP2_CANCEL)
  }

  mayBeRepeated(error: unknown): boolean {
    if (this.#answered) return false
    return this.#session.neverSaw(this.#stream) || (this.#kept && isClosed(error))
  }
}

/** The connection has ended, or the server has ended the stream (RFC 9113 5.4.2) before the answer was whole. */
class StreamClosed extends Error {
  readonly code = 'ECONNRESET'
  constructor(code: number) {
    super(`The stream was closed before the answer was whole (HTTP/2 error code ${code})`)
  }
}

function fieldsOf({ url, method, headers, body }: ExchangeRequest): OutgoingHttpHeaders {
  const fields: OutgoingHttpHeaders = {
    ':authority': headers.host ?? url.host,
    ':method': method,
    ':path': url.pathname + url.search,
    ':scheme': 'https',
  }
  for (const name in headers) if (!notSent.includes(name)) fields[name] = headers[name]
  if (body?.length !== undefined) fields['content-length'] = body.length
  return fields
}

/** Names and values by turns. */
function listOf(headers: object): string[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).flatMap((one) => [name, String(one)]),
  )
}
