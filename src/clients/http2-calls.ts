import { errorMonitor } from 'node:events'
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2'
import { PassThrough } from 'node:stream'
import type { Calls } from './calls.ts'
import { fieldText, keptAnswer } from './kept-answer.ts'
import { libraryByHeaders, libraryInStack } from './libraries.ts'
import { ObservedCall } from './observed-call.ts'
import { watchChannels } from './watch-channels.ts'

interface Message {
  stream: ClientHttp2Stream
  headers?: OutgoingHttpHeaders | readonly unknown[]
  error?: unknown
}

/** Watches the streams of HTTP/2 sessions. Returns how to stop. */
export function watchHttp2(calls: Calls): () => void {
  const begin = (stream: ClientHttp2Stream, headers: Message['headers']) => {
    const call = calls.of(stream)
    if (call !== undefined) return call
    // A stream of undici's is told of by undici itself.
    if (calls.isOfUndici(socketOf(stream.session))) return undefined
    const begun = calls.begin(callOf(headers), stream)
    // A session has its socket from the beginning, and may never come to connect.
    calls.over(begun, socketOf(stream.session))
    return begun
  }
  const listeners: Record<string, (message: Message) => void> = {
    // On a session that is up, `start` comes first.
    'http2.client.stream.created': ({ stream, headers }) => void begin(stream, headers),
    'http2.client.stream.start': ({ stream, headers }) => {
      const call = begin(stream, headers)
      if (call !== undefined) calls.over(call, socketOf(stream.session))
    },
    'http2.client.stream.finish': ({ stream, headers = {} }) =>
      answered(calls.of(stream), stream, headers as IncomingHttpHeaders),
    'http2.client.stream.error': ({ stream, error }) => {
      const call = calls.of(stream)
      if (call !== undefined) calls.failed(call, error)
    },
  }
  return watchChannels(listeners)
}

let isPrototypeWatched = false

/** Node 20 tells nothing of HTTP/2: its sessions are asked themselves, from the first connection on that offers it. */
export function watchHttp2Sessions(calls: Calls, http2: typeof import('node:http2')): () => void {
  if (isPrototypeWatched) return () => {}
  isPrototypeWatched = true
  const prototype = sessionPrototype(http2)
  const { request } = prototype
  let stopped = false
  const replacement: typeof request = function (this: ClientHttp2Session, headers, options) {
    const stream = request.call(this, headers, options)
    if (stopped || calls.isOfUndici(socketOf(this))) return stream
    const call = calls.begin(callOf(headers), stream)
    calls.over(call, socketOf(this))
    stream.prependOnceListener('response', (fields) => answered(call, stream, fields))
    stream.on(errorMonitor as unknown as 'error', (error) => calls.failed(call, error))
    return stream
  }
  prototype.request = replacement
  return () => {
    stopped = true
    isPrototypeWatched = false
    if (prototype.request === replacement) prototype.request = request
  }
}

/** The class is not exported: an instance over a stream that goes nowhere leads to it. */
function sessionPrototype(http2: typeof import('node:http2')): ClientHttp2Session {
  const session = http2.connect('http://localhost', { createConnection: () => new PassThrough() })
  session.on('error', () => {})
  session.destroy()
  return Object.getPrototypeOf(session) as ClientHttp2Session
}

/** `session.socket` is a Proxy that hides the socket which the connection is known by. */
function socketOf(session: object | undefined): unknown {
  if (session === undefined) return undefined
  const symbol = Object.getOwnPropertySymbols(session).find(({ description }) => description === 'socket')
  return symbol && (session as unknown as Record<symbol, unknown>)[symbol]
}

function callOf(headers: Message['headers']): ObservedCall {
  const field = fieldsOf(headers ?? {})
  const path = String(field(':path') ?? '/')
  const asked = {
    method: String(field(':method') ?? 'GET'),
    origin: `https://${String(field(':authority') ?? '')}`,
    path,
  }
  return new ObservedCall('http2', asked, { library: libraryByHeaders(field) ?? libraryInStack() })
}

/** An object, or names and values in turn. */
function fieldsOf(headers: NonNullable<Message['headers']>): (name: string) => unknown {
  if (!Array.isArray(headers)) return (name) => (headers as OutgoingHttpHeaders)[name]
  return (name) => {
    const place = headers.findIndex((value, index) => index % 2 === 0 && value === name)
    return place < 0 ? undefined : headers[place + 1]
  }
}

function answered(call: ObservedCall | undefined, stream: ClientHttp2Stream, headers: IncomingHttpHeaders): void {
  const status = headers[':status']
  if (status !== undefined) call?.answered(keptAnswer(Number(status), fieldsIn(headers), stream))
}

// An answer lives as long as its test: a function beside others would hold on to the stream.
function fieldsIn(headers: IncomingHttpHeaders): (name: string) => string | undefined {
  return (name) => fieldText(headers[name])
}
