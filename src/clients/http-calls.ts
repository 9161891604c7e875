import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Calls } from './calls.ts'
import { keptAnswer } from './kept-answer.ts'
import { libraryByHeaders, libraryInStack, lowerLibrary } from './libraries.ts'
import { ObservedCall } from './observed-call.ts'
import { watchChannels } from './watch-channels.ts'

interface Message {
  request: ClientRequest
  response: IncomingMessage
  error: unknown
}

/** Who makes a request is on the stack when it is made; it starts when its body ends. Node tells of the making from 22.12 on. */
const makers = new WeakMap<object, string | undefined>()

/** Agents whose requests without `user-agent` come from no library. Each that is known sends one by itself: the stack is not asked each time. */
const plainAgents = new WeakSet<object>()

/** Watches the requests of node:https, and of what is built on it. Returns how to stop. */
export function watchHttp(calls: Calls): () => void {
  // One function for all requests, and it stays: what `once` takes away leaves Node's list of listeners slow for the rest of the request.
  const goesOver = function (this: ClientRequest, socket: unknown): void {
    const call = calls.of(this)
    if (call !== undefined) calls.over(call, socket)
  }
  return watchChannels<Message>({
    'http.client.request.created': ({ request }) => {
      if (request.protocol === 'https:' && !isPlain(request)) makers.set(request, libraryOf(request))
    },
    'http.client.request.start': ({ request }) => {
      // The tunnel through a proxy is no call of anybody's.
      if (request.protocol !== 'https:' || request.method === 'CONNECT') return
      const call = calls.begin(callOf(request), request)
      if (request.socket) calls.over(call, request.socket)
      else request.on('socket', goesOver)
    },
    // Despite its name: the header fields are there, and nothing of the body.
    'http.client.response.finish': ({ request, response }) => {
      calls.of(request)?.answered(keptAnswer(response.statusCode ?? 0, fieldsIn(response.rawHeaders), response))
    },
    'http.client.request.error': ({ request, error }) => {
      const call = calls.of(request)
      if (call !== undefined) calls.failed(call, error)
    },
  })
}

/** Names and values by turns; several fields of a name are one list (RFC 9110 5.3). */
function fieldsIn(raw: readonly string[]): (name: string) => string | undefined {
  return (name) => {
    const values = raw.filter((_, index) => index % 2 === 1 && raw[index - 1]?.toLowerCase() === name)
    return values.length === 0 ? undefined : values.join(', ')
  }
}

function callOf(request: ClientRequest): ObservedCall {
  const host = request.getHeader('host')
  const origin = `https://${typeof host === 'string' && host !== '' ? host : request.host}`
  const asked = { method: request.method, origin, path: request.path }
  const maker = makers.get(request)
  if (maker === undefined && isPlain(request)) return new ObservedCall('https', asked)
  const library = makers.has(request) ? maker : libraryOf(request)
  return new ObservedCall('https', asked, { library, lower: lowerLibrary(request.getHeader('user-agent')) })
}

/** No library's, as far as can be told without its stack. */
function isPlain(request: ClientRequest): boolean {
  const { agent } = request as { agent?: object }
  return agent !== undefined && plainAgents.has(agent) && saysNothing(request)
}

function saysNothing(request: ClientRequest): boolean {
  return !request.hasHeader('user-agent') && !request.hasHeader('sec-websocket-key')
}

function libraryOf(request: ClientRequest): string | undefined {
  const named = libraryByHeaders((name) => request.getHeader(name))
  if (named !== undefined) return named
  const library = libraryInStack()
  const { agent } = request as { agent?: unknown }
  if (library === undefined && typeof agent === 'object' && agent !== null && saysNothing(request))
    plainAgents.add(agent)
  return library
}
