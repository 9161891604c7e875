import { once } from 'node:events'
import {
  createSecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Identity } from '../../../fixtures/identity.ts'
import { reset } from '../../../fixtures/reset.ts'
import { seededRandom } from '../../tls/mutations.ts'
import { below } from './draws.ts'

/** How the server answers, by the first part of the path; the second is the seed of what it draws. */
export const moods = [
  'small',
  'small',
  'large',
  'trickle',
  'ended-by-close',
  'broken-off',
  'reset',
  'closed',
  'refused',
  'early-hints',
  'redirect',
  'renegotiate',
  'goaway',
  'stream-reset',
  'not-http',
  'unread',
  'idle-close',
] as const

export type Mood = (typeof moods)[number]

export interface MoodyServer extends AsyncDisposable {
  port: number
}

interface MoodyOptions {
  identity: Identity
  ca: string
  version: 'TLSv1.2' | 'TLSv1.3'
  /** It asks for a certificate, and refuses who has none. */
  required: boolean
}

/** A server of HTTP/1.1 and HTTP/2 that answers well, badly or not at all. */
export async function startMoodyServer({ identity, ca, version, required }: MoodyOptions): Promise<MoodyServer> {
  const server = createSecureServer({
    cert: identity.chain,
    key: identity.key,
    ca,
    requestCert: required,
    rejectUnauthorized: required,
    allowHTTP1: true,
    minVersion: version,
    maxVersion: version,
  })
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    // Its peers go away: that is what it is for.
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('secureConnection', (socket: TLSSocket) => socket.on('error', () => {}))
  server.on('sessionError', () => {})
  server.on('session', (session: ServerHttp2Session) => session.on('error', () => {}))
  server.on('clientError', (_, socket) => socket.destroy())
  server.on('request', (request, response) => {
    request.on('error', () => {})
    response.on('error', () => {})
    answer(request, response)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

const block = Buffer.alloc(16 * 1024, 'x')

function answer(request: Http2ServerRequest, response: Http2ServerResponse): void {
  const [, mood, seed] = request.url.split('/') as [string, Mood, string]
  const random = seededRandom(Number(seed))
  const socket = request.socket as TLSSocket
  const session = request.stream?.session
  const head = (status: number, fields: Record<string, string | number> = {}) =>
    response.headersSent || response.destroyed ? undefined : response.writeHead(status, fields)
  const end = (text = 'ok') => {
    head(200, { 'content-length': text.length })
    response.end(text)
  }
  const cut = () => (session === undefined ? socket.destroy() : session.destroy())
  if (mood !== 'unread') request.resume()
  const actions: Record<Mood, () => void> = {
    small: () => end(),
    large: () => {
      head(200)
      for (let left = below(random, 40); left > 0; left--) response.write(block)
      response.end()
    },
    trickle: () => {
      head(200)
      let left = 1 + below(random, 6)
      const more = () => {
        if (response.destroyed) return
        if (left-- === 0) response.end()
        else {
          response.write(block.subarray(0, below(random, block.length)))
          setTimeout(more, below(random, 3))
        }
      }
      more()
    },
    'ended-by-close': () => {
      if (session !== undefined) return end()
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      for (let left = below(random, 30); left > 0; left--) socket.write(block)
      socket.end()
    },
    'broken-off': () => {
      head(200, { 'content-length': 100_000 })
      response.write(block, () => cut())
    },
    reset: () => {
      // TLS itself cannot reset; the socket below it can.
      const tcp = (socket as TLSSocket & { _parent?: Socket })._parent
      if (session !== undefined) session.destroy(new Error('reset'))
      else if (tcp !== undefined) reset(tcp)
    },
    closed: () => cut(),
    refused: () => {
      const text = '<html>400 No required SSL certificate was sent</html>'
      head(400, { 'content-type': 'text/html', 'content-length': text.length })
      response.end(text)
    },
    'early-hints': () => {
      if (session === undefined) socket.write('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n')
      else request.stream.additionalHeaders({ ':status': 103, link: '</x>' })
      end()
    },
    redirect: () => {
      head(302, { location: `/small/${seed}`, 'content-length': 0 })
      response.end()
    },
    renegotiate: () => {
      if (session !== undefined || socket.getProtocol() !== 'TLSv1.2') return end()
      socket.renegotiate({ requestCert: true, rejectUnauthorized: false }, () => end())
    },
    goaway: () => {
      if (session === undefined) return end()
      session.goaway(below(random, 3))
      setTimeout(() => end(), below(random, 3))
    },
    'stream-reset': () => {
      if (session === undefined) cut()
      else request.stream.close(below(random, 14))
    },
    'not-http': () => {
      socket.write(Buffer.from(Array.from({ length: 1 + below(random, 200) }, () => below(random, 256))))
      if (random() < 0.5) cut()
    },
    unread: () => setTimeout(() => (random() < 0.5 ? end() : cut()), below(random, 20)),
    'idle-close': () => {
      end()
      setTimeout(() => cut(), below(random, 3))
    },
  }
  try {
    actions[mood]()
  } catch {
    // The client, or a fault, was faster: the response is gone.
    cut()
  }
}
