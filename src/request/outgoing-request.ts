import { givenUrl } from './given-url.ts'
import { refuseHeaders } from './refused-headers.ts'
import { headersMistake, methodMistake } from './refused-request.ts'
import { type RequestBody, readBody } from './request-body.ts'
import type { MtlsRequestInit, RequestInput } from './request-init.ts'
import { token } from './token.ts'

/** A call of `request`, checked and completed as `fetch` would. */
export interface OutgoingRequest {
  url: URL
  method: string
  /** By lower-case name. */
  headers: Record<string, string>
  body: RequestBody | undefined
  redirect: Request['redirect']
  /** Of the whole body, as in the standard Subresource Integrity. */
  integrity: string | undefined
  signal: AbortSignal | undefined
  init: MtlsRequestInit
}

const defaults = { accept: '*/*', 'accept-encoding': 'gzip, deflate, br', 'user-agent': 'vitest-mtls' }

/** At once unless the body has to be read first. Throws or rejects with a TypeError for what `fetch` refuses too. */
export function prepareRequest(
  input: RequestInput,
  init: MtlsRequestInit = {},
): OutgoingRequest | Promise<OutgoingRequest> {
  const base = isRequest(input) ? input : undefined
  const url = parseUrl(base?.url ?? input, init.query)
  const method = normaliseMethod(init.method ?? base?.method ?? 'GET')
  if (!token.test(method)) throw methodMistake(method)
  const given = init.headers ?? base?.headers
  const headers: Record<string, string> = { ...defaults, ...(given && readHeaders(given)) }
  refuseHeaders(headers)
  askForFresh(headers, (init as Partial<Pick<Request, 'cache'>>).cache ?? base?.cache)
  const signal = init.signal ?? base?.signal
  const redirect = init.redirect ?? base?.redirect ?? 'follow'
  const integrity = init.integrity ?? base?.integrity
  const prepared = { url, method, headers, redirect, integrity, signal, init }
  const body = bodyOf(init, base)
  return body instanceof Promise ? body.then((read) => withBody(prepared, read)) : withBody(prepared, body)
}

function withBody(prepared: Omit<OutgoingRequest, 'body'>, body: RequestBody | undefined): OutgoingRequest {
  const { url, method, headers, redirect, integrity, signal, init } = prepared
  if (body !== undefined && (method === 'GET' || method === 'HEAD')) {
    throw new TypeError(`Request with ${method} method cannot have a body.`)
  }
  if (init.json !== undefined) headers['content-type'] ??= 'application/json'
  if (body?.contentType !== undefined) headers['content-type'] ??= body.contentType
  return { url, method, headers, body, redirect, integrity, signal, init }
}

/** What the fetch standard (4.5, "HTTP-network-or-cache fetch") asks of the caches on the way. */
function askForFresh(headers: Record<string, string>, cache: Request['cache'] | undefined): void {
  if (cache === 'no-cache') headers['cache-control'] ??= 'max-age=0'
  if (cache !== 'no-store' && cache !== 'reload') return
  headers.pragma ??= 'no-cache'
  headers['cache-control'] ??= 'no-cache'
}

/** What `Headers` says of a value that it does not take quotes the value. */
function readHeaders(given: NonNullable<MtlsRequestInit['headers']>): Record<string, string> {
  try {
    return Object.fromEntries(new Headers(given))
  } catch {
    throw headersMistake(given)
  }
}

function parseUrl(given: unknown, query: MtlsRequestInit['query']): URL {
  const url = givenUrl(given, 'request()')
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new TypeError(
      `request() speaks https and http, not ${url.protocol} begin the URL with https://, as in https://api.internal:8443/orders.`,
    )
  }
  if (url.username !== '' || url.password !== '') {
    throw new TypeError(
      'Request cannot be constructed from a URL that includes credentials; send an Authorization header',
    )
  }
  if (query === undefined) return url
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined) url.searchParams.append(name, String(one))
    }
  }
  return url
}

/** The methods that the fetch standard writes in upper case (4.6 "normalize"). */
const refused = ['CONNECT', 'TRACE', 'TRACK']
const normalised = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT']

function normaliseMethod(method: string): string {
  const upper = method.toUpperCase()
  if (refused.includes(upper)) throw new TypeError(`'${method}' HTTP method is unsupported.`)
  return normalised.includes(upper) ? upper : method
}

function bodyOf(init: MtlsRequestInit, base: Request | undefined) {
  if (init.json === undefined) {
    if (init.body == null && base?.bodyUsed)
      throw new TypeError('The body of the Request has been read already. Give a clone of it.')
    return readBody(init.body ?? base?.body)
  }
  if (init.body != null) throw new TypeError('Give `json` or `body`, not both')
  const text = JSON.stringify(init.json)
  if (text === undefined) throw new TypeError('`json` must be a value that JSON.stringify can write')
  return readBody(new TextEncoder().encode(text))
}

function isRequest(input: RequestInput): input is Request {
  return Object.prototype.toString.call(input) === '[object Request]'
}
