import { isIP, type Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import { checkIdentity } from '../verification/server-identity.ts'
import { proxyAuthorization } from './proxy-authorization.ts'
import type { Target } from './target.ts'

/** The proxy could not be reached, or would not connect to the target. The message names no credentials. */
export class ProxyError extends Error {
  readonly code = 'ERR_MTLS_PROXY'

  constructor(proxy: URL, problem: string, options?: { cause?: unknown }) {
    super(`Proxy ${proxy.protocol}//${proxy.host}: ${problem}`, options)
  }
}

/**
 * A connection to `target` through a CONNECT proxy (RFC 9110 9.3.6). An https proxy is verified with `secureContext` and
 * is offered the client certificate in it alone. Returns how to give up; calls `done` once.
 */
export function openTunnel(
  proxy: URL,
  secureContext: SecureContext | undefined,
  target: Target,
  done: (error: ProxyError | null, tunnel: Socket | null) => void,
): () => void {
  const authority = `${target.host.includes(':') ? `[${target.host}]` : target.host}:${target.port}`
  // An `import` of node:http loads all of Node's own fetch from Node 22 on, which few connections need.
  const { request } = process.getBuiltinModule(proxy.protocol === 'https:' ? 'node:https' : 'node:http')
  const host = proxy.hostname.replace(/^\[|\]$/g, '')
  const connect = request({
    host,
    // Else Node takes the Host header for the proxy's name, and the target's for that of its certificate.
    servername: isIP(host) === 0 ? host : '',
    port: proxy.port === '' ? (proxy.protocol === 'https:' ? 443 : 80) : Number(proxy.port),
    method: 'CONNECT',
    path: authority,
    headers: { host: authority, ...proxyAuthorization(proxy) },
    agent: false,
    checkServerIdentity: checkIdentity,
    ...(secureContext === undefined ? {} : { secureContext }),
  })
  connect.once('connect', (response, socket, head) => {
    connect.off('error', failed)
    const { statusCode: status = 0, statusMessage, rawHeaders } = response
    if (status >= 200 && status <= 299) {
      // Bytes of the target that came along with the proxy's answer.
      if (head.length > 0) socket.unshift(head)
      return done(null, socket as Socket)
    }
    socket.destroy()
    const schemes = schemesIn(rawHeaders)
    const asked = schemes.length > 0 ? `, and asks for ${schemes.join(', ')}` : ''
    done(new ProxyError(proxy, `answered CONNECT ${authority} with ${status} ${statusMessage}${asked}`), null)
  })
  const failed = (cause: NodeJS.ErrnoException) => {
    done(new ProxyError(proxy, `the connection failed (${cause.code ?? cause.message})`, { cause }), null)
  }
  connect.once('error', failed)
  connect.end()
  return () => connect.destroy()
}

/** Names of the authentication schemes that a proxy takes, a field each (RFC 9110 11.7.1); their parameters may hold anything. */
function schemesIn(rawHeaders: readonly string[]): string[] {
  const values = rawHeaders.filter(
    (_, at) => rawHeaders[at - 1]?.toLowerCase() === 'proxy-authenticate' && at % 2 === 1,
  )
  return values.flatMap((value) => /^[A-Za-z][\w-]{0,30}(?= |$)/.exec(value) ?? [])
}
