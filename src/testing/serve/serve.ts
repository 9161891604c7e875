import { once } from 'node:events'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createSecureServer } from 'node:http2'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createSecureContext, createServer as createTlsServer, type SecureContextOptions, TLSSocket } from 'node:tls'
import { onTestEnd } from '../../evidence/test-end.ts'
import type { Handshake } from '../../tls/handshake.ts'
import { checkArgument, checkOptions } from '../check-call.ts'
import type { Authority } from '../issue/authority.ts'
import { createAuthority } from '../issue/create-authority.ts'
import { func } from '../shapes.ts'
import { verdictOf } from './client-verdict.ts'
import { type Handler, listenerOf } from './handler.ts'
import { type OwnCertificate, ownCertificate } from './own-certificate.ts'
import { refusingPage } from './refusing-page.ts'
import { checkTogether, type ServeOptions, serveOptions, trustedPem } from './serve-options.ts'
import { ServedConnection } from './served-connection.ts'

/** A server that is listening. */
export interface TestServer extends AsyncDisposable {
  /** `https://localhost:<port>` */
  readonly url: string
  readonly port: number
  /** What a client has to trust, PEM. */
  readonly ca: string
  /** Issued the server's certificate, and is trusted for clients' unless told otherwise. */
  readonly authority: Authority
  /** Of every connection so far, as seen from this end, oldest first. */
  readonly connections: readonly Handshake[]
  /** Ends every connection and stops listening. */
  close(): Promise<void>
}

/**
 * An HTTPS server on a free loopback port. Refuses clients for real: by the alert that OpenSSL's server would send, where it
 * would send it. With the plugin, or `vitest-mtls/jest`, it is closed when the test that started it has ended (outside a test:
 * when the file has); otherwise by `close()` or `await using`.
 */
export async function serve(
  options: ServeOptions = {},
  handler: Handler = () => new Response('ok\n'),
): Promise<TestServer> {
  checkOptions('serve()', options, serveOptions)
  checkTogether(options)
  checkArgument('serve()', 'handler', handler, func('a function: (req, res) => ..., or one that returns a Response'))
  const authority = options.authority ?? (await createAuthority())
  const own = await ownCertificate(authority, options.flaw)
  const server = new Server(options, authority, own, handler)
  await server.listen()
  onTestEnd(() => server.close())
  return server
}

class Server implements TestServer {
  readonly authority: Authority
  readonly #options: ServeOptions
  readonly #connections: ServedConnection[] = []
  readonly #sockets = new Set<Socket>()
  readonly #answers: Record<'good' | 'bad' | 'none', HttpServer>
  readonly #context: ReturnType<typeof createSecureContext>
  readonly #tlsServer = createTlsServer()
  readonly #server = createServer((socket) => this.#accept(socket))
  #port = 0
  #closing: Promise<void> | undefined

  constructor(options: ServeOptions, authority: Authority, own: OwnCertificate, handler: Handler) {
    this.#options = options
    this.authority = authority
    this.#context = secureContext(contextOptions(options, authority, own))
    const http = (listener: RequestListener) => httpServer(listener, options.http2 === true)
    this.#answers = {
      good: http(listenerOf(handler)),
      bad: http(refusingPage('bad')),
      none: http(refusingPage('none')),
    }
    const ocspResponse = options.ocspResponse ?? own.ocspResponse
    if (ocspResponse !== undefined) {
      this.#tlsServer.on('OCSPRequest', (_certificate, _issuer, done) => done(null, Buffer.from(ocspResponse)))
    }
  }

  async listen(): Promise<void> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening')
    this.#port = (this.#server.address() as AddressInfo).port
  }

  get port(): number {
    return this.#port
  }

  get url(): string {
    return `https://localhost:${this.port}`
  }

  get ca(): string {
    return this.authority.ca
  }

  get connections(): readonly Handshake[] {
    return this.#connections.map(({ handshake }) => handshake)
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #close(): Promise<void> {
    const closed = [once(this.#server, 'close'), ...[...this.#sockets].map((socket) => once(socket, 'close'))]
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
    await Promise.all(closed)
  }

  #accept(raw: Socket): void {
    this.#sockets.add(raw)
    raw.once('close', () => this.#sockets.delete(raw))
    const { clientCertificates = 'none', http2 = false } = this.#options
    const asks = clientCertificates !== 'none'
    const connection = new ServedConnection(raw, asks)
    this.#connections.push(connection)
    const socket = new TLSSocket(connection.tap, {
      isServer: true,
      server: this.#tlsServer,
      secureContext: this.#context,
      requestCert: asks,
      // judged below, where the alert can still be sent
      rejectUnauthorized: false,
      ALPNProtocols: http2 ? ['h2', 'http/1.1'] : ['http/1.1'],
    })
    socket.on('keylog', (line) => connection.keyLog(line))
    // a client that goes away, or cannot agree, is what such a server is for; its connection tells
    socket.on('error', () => socket.destroy())
    socket.on('_tlsError', () => socket.destroy())
    // before TLS has answered the client's last flight
    socket.once('secure', () => this.#judge(socket, connection))
  }

  #judge(socket: TLSSocket, connection: ServedConnection): void {
    const { clientCertificates = 'none', refuse = 'alert' } = this.#options
    const verdict = clientCertificates === 'none' ? { sent: false } : verdictOf(socket)
    connection.secured(verdict)
    const isFine = verdict.alert === undefined || (!verdict.sent && clientCertificates === 'optional')
    // as Node's own server leaves it; HTTP/2 waits for the second
    Object.assign(socket, { authorized: verdict.sent && verdict.alert === undefined, secureConnecting: false })
    if (isFine) this.#answers.good(socket)
    else if (refuse === 'http') this.#answers[verdict.sent ? 'bad' : 'none'](socket)
    else {
      if (refuse === 'close') connection.tap.hangUp()
      else connection.refuse(verdict.alert!, socket)
      socket.destroy()
    }
  }
}

/** @throws TypeError that names the option which OpenSSL does not take */
function secureContext(options: SecureContextOptions): ReturnType<typeof createSecureContext> {
  try {
    return createSecureContext(options)
  } catch (cause) {
    const code = String((cause as NodeJS.ErrnoException).code)
    const reason = /CIPHER/.test(code)
      ? '"ciphers" names no suite that OpenSSL has'
      : '"certificate" cannot be used; its `cert` and `key` have to be PEM and to belong together'
    throw new TypeError(`serve(): ${reason} (${code}).`, { cause })
  }
}

function contextOptions(options: ServeOptions, authority: Authority, own: OwnCertificate): SecureContextOptions {
  const { certificate = own.certificate, trusts = authority, crl, minVersion, maxVersion, ciphers } = options
  const lists = crl === undefined ? [] : (Array.isArray(crl) ? crl : [crl]).flatMap(listsIn)
  return {
    cert: certificate.cert,
    key: certificate.key,
    ca: trustedPem(trusts),
    ...(lists.length > 0 && { crl: lists }),
    ...(minVersion !== undefined && { minVersion }),
    ...(maxVersion !== undefined && { maxVersion }),
    ...(own.weak ? { ciphers: 'DEFAULT@SECLEVEL=0' } : ciphers !== undefined && { ciphers }),
    // without one, OpenSSL refuses to resume where a certificate is asked for
    sessionIdContext: 'vitest-mtls',
  }
}

/** Node reads only the first list of a text. */
function listsIn(pem: string): string[] {
  const lists = pem.match(/-----BEGIN X509 CRL-----[^-]+-----END X509 CRL-----/g)
  if (lists === null) throw new TypeError('serve(): "crl" holds no revocation list in PEM.')
  return lists
}

type HttpServer = (socket: TLSSocket) => void

/** Speaks HTTP on connections that are handed to it. */
function httpServer(listener: RequestListener, http2: boolean): HttpServer {
  const first = createHttpServer(listener)
  if (!http2) return (socket) => first.emit('connection', socket)
  const second = createSecureServer({}, listener as never)
  return (socket) =>
    socket.alpnProtocol === 'h2' ? second.emit('secureConnection', socket) : first.emit('connection', socket)
}
