import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Calls } from './calls.ts'
import { keptAnswer } from './kept-answer.ts'
import { libraryByHeaders, libraryInStack } from './libraries.ts'
import { ObservedCall } from './observed-call.ts'

/** Who makes a request is on the stack when it is made; it starts when its body ends. Node tells of the making from 22.12 on. */
const makers = new WeakMap<object, string>()

/** Watches the requests of node:https, and of what is built on it. Returns how to stop. */
export function watchHttp(calls: Calls): () => void {
  const created = (message: unknown) => {
    const { request } = message as { request: ClientRequest }
    if (request.protocol !== 'https:') return
    const library = libraryOf(request)
    if (library !== undefined) makers.set(request, library)
  }
  const started = (message: unknown) => {
    const { request } = message as { request: ClientRequest }
    // The tunnel through a proxy is no call of anybody's.
    if (request.protocol !== 'https:' || request.method === 'CONNECT') return
    const call = calls.begin(callOf(request), request)
    if (request.socket) calls.over(call, request.socket)
    else request.once('socket', (socket) => calls.over(call, socket))
  }
  const failed = (message: unknown) => {
    const { request, error } = message as { request: ClientRequest; error: unknown }
    const call = calls.of(request)
    if (call !== undefined) calls.failed(call, error)
  }
  // Despite its name: the header fields are there, and nothing of the body.
  const answered = (message: unknown) => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage }
    const call = calls.of(request)
    call?.answered(keptAnswer(response.statusCode ?? 0, (name) => response.headers[name], response))
  }
  subscribe('http.client.response.finish', answered)
  subscribe('http.client.request.created', created)
  subscribe('http.client.request.start', started)
  subscribe('http.client.request.error', failed)
  return () => {
    unsubscribe('http.client.response.finish', answered)
    unsubscribe('http.client.request.created', created)
    unsubscribe('http.client.request.start', started)
    unsubscribe('http.client.request.error', failed)
  }
}

function callOf(request: ClientRequest): ObservedCall {
  const host = request.getHeader('host')
  const origin = `https://${typeof host === 'string' && host !== '' ? host : request.host}`
  return new ObservedCall(
    'https',
    { method: request.method, origin, path: request.path },
    {
      library: makers.get(request) ?? libraryOf(request),
    },
  )
}

function libraryOf(request: ClientRequest): string | undefined {
  return libraryByHeaders((name) => request.getHeader(name)) ?? libraryInStack()
}
