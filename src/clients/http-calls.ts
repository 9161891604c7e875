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
  return watchChannels<Message>({
    'http.client.request.created': ({ request }) => {
      if (request.protocol === 'https:') makers.set(request, libraryOf(request))
    },
    'http.client.request.start': ({ request }) => {
      // The tunnel through a proxy is no call of anybody's.
      if (request.protocol !== 'https:' || request.method === 'CONNECT') return
      const call = calls.begin(callOf(request), request)
      if (request.socket) calls.over(call, request.socket)
      else request.once('socket', (socket) => calls.over(call, socket))
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
  return new ObservedCall(
    'https',
    { method: request.method, origin, path: request.path },
    {
      library: makers.has(request) ? makers.get(request) : libraryOf(request),
      lower: lowerLibrary(request.getHeader('user-agent')),
    },
  )
}

function libraryOf(request: ClientRequest): string | undefined {
  const named = libraryByHeaders((name) => request.getHeader(name))
  if (named !== undefined) return named
  const { agent } = request as { agent?: unknown }
  const looksPlain = typeof agent === 'object' && agent !== null && !request.hasHeader('user-agent')
  if (looksPlain && plainAgents.has(agent)) return undefined
  const library = libraryInStack()
  if (looksPlain && library === undefined) plainAgents.add(agent)
  return library
}
