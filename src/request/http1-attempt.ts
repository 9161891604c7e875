import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Connection } from '../connection/connection.ts'
import type { Connections } from '../connection/connections.ts'
import { type Passage, passage } from '../connection/passage.ts'
import { type Attempt, type AttemptEvents, type ExchangeRequest, firstFailure, isClosed } from './attempt.ts'
import { targetOf } from './target-of.ts'
import { writeBody } from './write-body.ts'

// An `import` of it would load Node's own fetch with all that it exports.
const { ClientRequest: NodeRequest } = process.getBuiltinModule('node:http')

/** A request over HTTP/1.1: over a connection that is free, over `socket`, or over a new one. */
export class Http1Attempt implements Attempt {
  readonly #events: AttemptEvents
  readonly #failed: (error: unknown) => void
  readonly #outgoing: ClientRequest
  #response: IncomingMessage | undefined
  #connection: Connection | undefined
  #kept: Socket | undefined
  /** What the server had sent when the request took the kept connection. */
  #before = { bytes: 0, records: 0 }

  constructor(
    { agent }: Connections,
    request: ExchangeRequest,
    events: AttemptEvents,
    connect: Passage['connect'],
    socket?: TLSSocket,
  ) {
    this.#events = events
    this.#failed = firstFailure(events)
    const { url, method, profile, body } = request
    const route: Passage = {
      profile,
      ...(connect && { connect }),
      ...(socket && { socket }),
      onConnection: (connection, kept) => {
        this.#connection = connection
        this.#kept = kept
        if (kept !== undefined) this.#before = receivedOver(kept, connection)
        events.over(connection)
      },
    }
    // Node writes methods in upper case; the fetch standard leaves those that it does not know as they are.
    const asWritten = method === method.toUpperCase()
    const fields = fieldsOf(request)
    const options = {
      agent,
      // The agent speaks for both.
      protocol: 'https:',
      ...targetOf(url),
      path: url.pathname + url.search,
      method,
      // As one list, it is written as it stands.
      headers: asWritten ? fields : byName(fields),
      setHost: false,
      servername: '',
      [passage]: route,
    }
    const sent = new NodeRequest(options as unknown as string)
    if (!asWritten) sent.method = method
    if (connect === 'fresh') sent.shouldKeepAlive = false
    this.#outgoing = sent
    sent.on('error', (error) => {
      // What comes behind a whole answer is none of it; Node closes the connection.
      if (this.#response?.complete !== true) this.#failed(error)
    })
    sent.on('response', (response) => this.#answered(response))
    sent.on('upgrade', (_, upgraded) => {
      upgraded.destroy()
      this.#failed(new SwitchedProtocols())
    })
    writeBody(sent, body, this.#failed)
  }

  pause(): void {
    this.#response?.pause()
  }

  resume(): void {
    this.#response?.resume()
  }

  destroy(): void {
    this.#outgoing.destroy()
    if (this.#connection?.isSecure === false) this.#connection.abandon()
  }

  mayBeRepeated(error: unknown): boolean {
    if (this.#kept === undefined || !isClosed(error)) return false
    const { bytes, records } = receivedOver(this.#kept, this.#connection)
    // One record may be the goodbye; a server that has begun a renegotiation has looked at the request.
    return bytes === this.#before.bytes && records <= this.#before.records + 1
  }

  #answered(response: IncomingMessage): void {
    const events = this.#events
    const { statusCode: status = 0, statusMessage = '', rawHeaders } = response
    if (status < 100) {
      response.destroy()
      this.#failed(new InvalidStatus(status))
      return
    }
    this.#response = response
    events.answered(status, statusMessage, rawHeaders)
    response.on('data', (chunk: Buffer) => events.received(chunk))
    response.on('end', () => {
      const request = this.#outgoing
      // The server does not want the rest of the body.
      if (!request.writableEnded) request.destroy()
      // Until the last write has called back, node:http keeps the connection from the next request.
      if (request.shouldKeepAlive && !request.writableFinished && !request.closed)
        request.once('close', () => events.ended())
      else events.ended()
    })
    response.on('error', this.#failed)
  }
}

/** Bytes of HTTP, and records of TLS. */
function receivedOver(socket: Socket, connection: Connection | undefined) {
  return { bytes: socket.bytesRead, records: connection?.recorder.activity.server.records ?? 0 }
}

/** RFC 9110 15.2.2: the server may switch to another protocol when the client has asked for it. */
class SwitchedProtocols extends Error {
  readonly code = 'ERR_MTLS_SWITCHED_PROTOCOLS'
  constructor() {
    super('The server answered with 101 Switching Protocols, for which the request had not asked')
  }
}

/** RFC 9110 15: a status begins with one of the digits from 1 to 5; 6 to 9 are let pass, as servers send them. */
class InvalidStatus extends Error {
  readonly code = 'HPE_INVALID_STATUS'
  constructor(status: number) {
    super(`The status of the answer is ${String(status).padStart(3, '0')}, which is none`)
  }
}

/** Names and values by turns. How the body is delimited (RFC 9112 6) is not the caller's to say. */
function fieldsOf({ url, headers, body, method, fresh }: ExchangeRequest): string[] {
  const fields = headers.host === undefined ? ['host', url.host] : []
  for (const name in headers) {
    if (name === 'transfer-encoding' || name === 'content-length') continue
    fields.push(name, headers[name]!)
  }
  if (fresh && headers.connection === undefined) fields.push('connection', 'close')
  const length = body === undefined ? lengthOfNone(method) : (body.length ?? headers['content-length'])
  if (length !== undefined) fields.push('content-length', String(length))
  else if (body !== undefined) fields.push('transfer-encoding', 'chunked')
  return fields
}

const withoutBody = ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE']

/** RFC 9110 8.6: where a method could have one, that there is none is said. */
function lengthOfNone(method: string): number | undefined {
  return withoutBody.includes(method) ? undefined : 0
}

function byName(fields: string[]): Record<string, string> {
  const named: Record<string, string> = {}
  for (let index = 0; index < fields.length; index += 2) named[fields[index]!] = fields[index + 1]!
  return named
}
