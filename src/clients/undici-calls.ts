import type { KeptAnswer } from '../evidence/answer.ts'
import type { Calls } from './calls.ts'
import { fieldText, keptAnswer } from './kept-answer.ts'
import { ObservedCall } from './observed-call.ts'
import { watchChannels } from './watch-channels.ts'

/** A request as undici 5 to 8, and the copy in Node, show it. */
interface UndiciRequest {
  origin?: string | URL
  path: string
  method: string
  headers?: string | readonly unknown[]
}

/** Names and values in turn; over HTTP/2, by undici 8, values by name. */
type ResponseFields = readonly Uint8Array[] | Record<string, unknown>

interface Message {
  request: UndiciRequest
  socket: unknown
  error: unknown
  chunk: Uint8Array
  response: { statusCode: number; headers: ResponseFields }
}

/** Watches the requests of undici and of `fetch`. Returns how to stop. */
export function watchUndici(calls: Calls): () => void {
  const pages = new WeakMap<UndiciRequest, KeptAnswer>()
  const listeners: Record<string, (message: Message) => void> = {
    'undici:request:create': ({ request }) => {
      const origin = String(request.origin ?? '')
      // The tunnel through a proxy is no call of anybody's.
      if (!origin.startsWith('https:') || request.method === 'CONNECT') return
      const kind = isFetch(request) ? 'fetch' : 'undici'
      calls.begin(new ObservedCall(kind, { method: request.method, origin, path: request.path }), request)
    },
    'undici:client:connected': ({ socket }) => calls.madeByUndici(socket),
    'undici:client:sendHeaders': ({ request, socket }) => {
      const call = calls.of(request)
      if (call !== undefined) calls.over(call, socket)
    },
    'undici:request:headers': ({ request, response: { statusCode, headers } }) => {
      const call = calls.of(request)
      const answer = keptAnswer(statusCode, (name) => fieldText(headerIn(headers, name)))
      call?.answered(answer)
      if (answer.isKept) pages.set(request, answer)
    },
    // Of undici 7 and later.
    'undici:request:bodyChunkReceived': ({ request, chunk }) => pages.get(request)?.push(chunk),
    'undici:request:trailers': ({ request }) => pages.get(request)?.endUnseen(),
    'undici:request:error': ({ request, error }) => {
      const call = calls.of(request)
      if (call !== undefined) calls.failed(call, error)
    },
  }
  return watchChannels(listeners)
}

/** The Fetch standard has it sent by `fetch` alone. */
function isFetch({ headers }: UndiciRequest): boolean {
  if (typeof headers === 'string') return /^sec-fetch-mode:/im.test(headers)
  return headers?.some((name) => typeof name === 'string' && name.toLowerCase() === 'sec-fetch-mode') ?? false
}

function headerIn(headers: ResponseFields, name: string): unknown {
  if (!Array.isArray(headers)) return (headers as Record<string, unknown>)[name]
  const place = headers.findIndex(
    (bytes, index) => index % 2 === 0 && Buffer.from(bytes).toString('latin1').toLowerCase() === name,
  )
  return place < 0 ? undefined : Buffer.from(headers[place + 1] ?? []).toString('latin1')
}
