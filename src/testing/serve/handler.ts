import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

/**
 * Answers a request: Node's `(req, res)`, or a function that returns a `Response` or a promise of one. An error that it throws
 * is answered by 500, with its message.
 */
export type Handler = (request: IncomingMessage, response: ServerResponse) => unknown

/** As Node calls it. */
export function listenerOf(handler: Handler): RequestListener {
  return (request, response) => {
    answer(handler, request, response).catch((error: unknown) => fail(response, error))
  }
}

async function answer(handler: Handler, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answered = await handler(request, response)
  if (isResponse(answered)) await write(answered, response)
  // who takes no `response` cannot have answered by it; nothing at all is how one plays a server that does not answer
  else if (handler.length < 2 && answered !== undefined) {
    throw new TypeError(
      `it returned ${typeof answered === 'object' ? 'an object' : `a ${typeof answered}`}, not a Response.`,
    )
  }
}

/** Of any realm. */
function isResponse(value: unknown): value is Response {
  return Object.prototype.toString.call(value) === '[object Response]'
}

async function write(answer: Response, response: ServerResponse): Promise<void> {
  const cookies = answer.headers.getSetCookie()
  const headers = Object.fromEntries([...answer.headers].filter(([name]) => name !== 'set-cookie'))
  const body = Buffer.from(await answer.arrayBuffer())
  response.writeHead(answer.status, { ...headers, ...(cookies.length > 0 && { 'set-cookie': cookies }) })
  response.end(body)
}

function fail(response: ServerResponse, error: unknown): void {
  if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' })
  response.end(error instanceof Error ? `The handler failed: ${error.message}` : 'The handler failed.')
}
