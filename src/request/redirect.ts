import type { ProfileOverrides } from '../credentials/profile.ts'
import type { OutgoingRequest } from './outgoing-request.ts'

/** As many as the fetch standard follows (4.4 "HTTP-redirect fetch"). */
const LONGEST_CHAIN = 20

const redirectStatuses = [301, 302, 303, 307, 308]

/** The credentials of one origin are not for another one. */
const ownOnly = ['authorization', 'proxy-authorization', 'cookie', 'host']
const bodyHeaders = ['content-encoding', 'content-language', 'content-location', 'content-type', 'content-length']

/**
 * The request that follows an answer with a redirect status and a Location, or undefined when the answer is the last.
 * Throws a TypeError where `fetch` rejects.
 */
export function redirectOf(
  request: OutgoingRequest,
  status: number,
  location: string | null,
  hops: number,
): OutgoingRequest | undefined {
  if (!redirectStatuses.includes(status) || location === null || request.redirect === 'manual') return undefined
  if (request.redirect === 'error') throw new TypeError(`${request.url.origin} answered with a redirect (${status})`)
  if (hops >= LONGEST_CHAIN) throw new TypeError(`More than ${LONGEST_CHAIN} redirects`)
  const written = asUtf8(location)
  if (!URL.canParse(written, request.url.href)) throw new TypeError('The answer redirects to an invalid URL')
  const url = new URL(written, request.url)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new TypeError(`The answer redirects to ${url.protocol}, which request() does not speak`)
  }
  if (url.hash === '') url.hash = request.url.hash
  return next(request, url, status)
}

/** Some servers write UTF-8 as it is, and header values are read one character a byte: as browsers do, where it is UTF-8. */
function asUtf8(location: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(location, 'latin1'))
  } catch {
    return location
  }
}

function next(request: OutgoingRequest, url: URL, status: number): OutgoingRequest {
  const { method } = request
  const toGet = (status === 303 && method !== 'GET' && method !== 'HEAD') || (status < 303 && method === 'POST')
  if (!toGet && request.body?.replayable === false) {
    throw new TypeError('A body that is a stream cannot be sent again to where the answer redirects')
  }
  const headers = { ...request.headers }
  if (toGet) for (const name of bodyHeaders) delete headers[name]
  const leaves = url.origin !== request.url.origin
  if (leaves) for (const name of ownOnly) delete headers[name]
  return {
    ...request,
    url,
    headers,
    ...(toGet ? { method: 'GET', body: undefined } : {}),
    init: leaves ? forAnotherOrigin(request.init) : request.init,
  }
}

/** A client certificate given for one origin stays there; the config decides for the next. `clientCert: false` holds on. */
function forAnotherOrigin<T extends ProfileOverrides>(init: T): T {
  const { clientCert, servername: _, ...rest } = init
  return { ...rest, ...(clientCert === false ? { clientCert } : {}) } as T
}
