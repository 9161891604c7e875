import type { ClientKind } from '../tls/handshake.ts'

/** A property of a value that may be anything. */
export type Fields = Record<string, unknown>

export interface ClientValue {
  /** As people call it. */
  client: string
  /** Recognises a value of the client, by its shape: classes differ from copy to copy and from realm to realm. */
  is(value: Fields): boolean
  /** What leads on to the connection: a request, an answer, a stream, a socket. */
  leadsTo(value: Fields): unknown
}

/**
 * What clients hand out, and where in it their connection is. A line each; the first that recognises a value counts. Sockets, requests and
 * errors of sockets need none: they are known themselves.
 */
export const clientValues: readonly ClientValue[] = [
  {
    client: 'axios',
    is: (v) => 'config' in v && 'request' in v && ('status' in v || v.isAxiosError === true),
    leadsTo: (v) => v.request,
  },
  { client: 'superagent', is: (v) => isObject(v.res) && isObject(v.req) && 'status' in v, leadsTo: (v) => v.res },
  {
    client: '@aws-sdk',
    is: (v) => 'statusCode' in v && isObject(v.body) && isObject(v.body.req),
    leadsTo: (v) => v.body,
  },
  { client: 'follow-redirects', is: (v) => '_currentRequest' in v, leadsTo: (v) => v._currentRequest },
  {
    client: 'got over http2',
    is: (v) => isObject(v.req) && isObject(v.req._request),
    leadsTo: (v) => (v.req as Fields)._request,
  },
  { client: 'https', is: (v) => 'statusCode' in v && isObject(v.req), leadsTo: (v) => v.req },
  { client: 'https', is: (v) => 'getHeader' in v && isObject(v.socket), leadsTo: (v) => v.socket },
  { client: 'ws', is: (v) => 'readyState' in v && isObject(v._socket), leadsTo: (v) => v._socket },
  {
    client: 'pg pool',
    is: (v) => Array.isArray(v._clients) && 'totalCount' in v,
    leadsTo: (v) => (v._clients as unknown[]).at(-1),
  },
  {
    client: 'pg',
    is: (v) => isObject(v.connection) && isObject(v.connection.stream),
    leadsTo: (v) => (v.connection as Fields).stream,
  },
  {
    client: 'mysql2',
    is: (v) => isObject(v.connection) && isObject(v.connection.connection),
    leadsTo: (v) => v.connection,
  },
  {
    client: 'ioredis, mqtt, mysql2',
    is: (v) => isObject(v.stream) && isFunction(v.stream.write),
    leadsTo: (v) => v.stream,
  },
  { client: 'http2', is: (v) => isFunction(v.request) && 'alpnProtocol' in v, leadsTo: socketOfSession },
  { client: 'http2', is: (v) => isObject(v.session) && 'sentHeaders' in v, leadsTo: (v) => v.session },
]

/** What clients hand out that leads nowhere, and by which of Node's modules their connections are found. */
export const untraceableValues: readonly { client: string; kind: ClientKind; is(value: Fields): boolean }[] = [
  { client: 'node-fetch', kind: 'https', is: (v) => isResponse(v) && hasSymbol(v, 'Response internals') },
  { client: 'node-fetch', kind: 'https', is: (v) => v.name === 'FetchError' && 'type' in v },
  { client: 'fetch', kind: 'fetch', is: isResponse },
  { client: 'openapi-fetch', kind: 'fetch', is: (v) => isObject(v.response) && isResponse(v.response) },
  { client: 'axios with its fetch adapter', kind: 'fetch', is: (v) => 'config' in v && isRequest(v.request) },
  { client: 'Apollo', kind: 'fetch', is: (v) => 'networkStatus' in v && 'data' in v },
  { client: 'undici', kind: 'undici', is: (v) => 'statusCode' in v && 'trailers' in v && isObject(v.body) },
  { client: 'gaxios', kind: 'https', is: (v) => 'config' in v && 'status' in v && isFunction(v.arrayBuffer) },
  {
    client: '@grpc/grpc-js',
    kind: 'http2',
    is: (v) => ('details' in v && 'metadata' in v) || isFunction(v.makeUnaryRequest),
  },
  { client: 'nodemailer', kind: 'tls', is: (v) => ('envelope' in v && 'messageId' in v) || isFunction(v.sendMail) },
  { client: 'kafkajs', kind: 'tls', is: (v) => isFunction(v.disconnect) && isObject(v.events) },
  { client: 'kafkajs', kind: 'tls', is: (v) => typeof v.name === 'string' && v.name.startsWith('KafkaJS') },
  { client: 'An error of PostgreSQL', kind: 'tls', is: (v) => 'severity' in v && 'routine' in v },
  { client: 'An error of MySQL', kind: 'tls', is: (v) => 'sqlState' in v && 'sqlMessage' in v },
  {
    client: 'a WebSocket of undici',
    kind: 'undici',
    is: (v) => 'readyState' in v && 'binaryType' in v && !('_socket' in v),
  },
  { client: 'a WebSocket that is not open', kind: 'https', is: (v) => 'readyState' in v && '_socket' in v },
  { client: 'an error of axios without a request', kind: 'https', is: (v) => v.isAxiosError === true },
  { client: 'a request of fetch', kind: 'fetch', is: isRequest },
  { client: 'an error of fetch', kind: 'fetch', is: (v) => v.name === 'TypeError' && v.message === 'fetch failed' },
  { client: 'an aborted call', kind: 'fetch', is: (v) => v.name === 'AbortError' || v.name === 'TimeoutError' },
  {
    client: 'a request of superagent that was not sent',
    kind: 'https',
    is: (v) => isFunction(v.serialize) && '_header' in v,
  },
  { client: 'a request without a connection', kind: 'https', is: (v) => isFunction(v.getHeader) && 'agent' in v },
  { client: 'an agent', kind: 'https', is: (v) => isObject(v.sockets) && isObject(v.freeSockets) },
  { client: 'a dispatcher of undici', kind: 'undici', is: (v) => isFunction(v.dispatch) && isFunction(v.close) },
]

function isResponse(value: Fields): boolean {
  return (
    typeof value.status === 'number' &&
    isObject(value.headers) &&
    isFunction(value.arrayBuffer) &&
    'redirected' in value
  )
}

/** Of the Fetch standard. */
function isRequest(value: unknown): boolean {
  return isObject(value) && typeof value.url === 'string' && 'credentials' in value && isObject(value.headers)
}

/** `session.socket` is a Proxy that hides it. */
function socketOfSession(session: Fields): unknown {
  const symbol = symbolOf(session, 'socket')
  return symbol && (session as Record<symbol, unknown>)[symbol]
}

function hasSymbol(value: object, description: string): boolean {
  return symbolOf(value, description) !== undefined
}

function symbolOf(value: object, description: string): symbol | undefined {
  return Object.getOwnPropertySymbols(value).find((symbol) => symbol.description === description)
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function'
}
