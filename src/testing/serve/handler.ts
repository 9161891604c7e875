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
