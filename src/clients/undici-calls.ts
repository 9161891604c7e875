import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { KeptAnswer } from '../evidence/answer.ts'
import type { Calls } from './calls.ts'
import { keptAnswer } from './kept-answer.ts'
import { ObservedCall } from './observed-call.ts'

/** A request as undici 5 to 8, and the copy in Node, show it. */
interface UndiciRequest {
  origin?: string | URL
  path: string
  method: string
  headers?: string | readonly unknown[]
}

interface Message {
  request: UndiciRequest
  socket: unknown
  error: unknown
  chunk: Uint8Array
  response: { statusCode: number; headers: readonly Uint8Array[] }
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
      const answer = keptAnswer(statusCode, (name) => headerIn(headers, name))
      call?.answered(answer)
      if (answer.isKept) pages.set(request, answer)
    },
    // Of undici 7 and later.
    'undici:request:bodyChunkReceived': ({ request, chunk }) => pages.get(request)?.push(chunk),
    'undici:request:trailers': ({ request }) => pages.get(request)?.end(),
    'undici:request:error': ({ request, error }) => {
      const call = calls.of(request)
      if (call !== undefined) calls.failed(call, error)
    },
  }
  for (const [name, listener] of Object.entries(listeners)) subscribe(name, listener as never)
  return () => {
    for (const [name, listener] of Object.entries(listeners)) unsubscribe(name, listener as never)
  }
}

/** The Fetch standard has it sent by `fetch` alone. */
function isFetch({ headers }: UndiciRequest): boolean {
  if (typeof headers === 'string') return /^sec-fetch-mode:/im.test(headers)
  return headers?.some((name) => typeof name === 'string' && name.toLowerCase() === 'sec-fetch-mode') ?? false
}

/** Names and values in turn. */
function headerIn(headers: readonly Uint8Array[], name: string): string | undefined {
  const place = headers.findIndex(
    (bytes, index) => index % 2 === 0 && Buffer.from(bytes).toString('latin1').toLowerCase() === name,
  )
  return place < 0 ? undefined : Buffer.from(headers[place + 1] ?? []).toString('latin1')
}
