import { createServer as createHttp } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { type AddressInfo, connect, createServer as createTcp, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSecureContext, createServer as createTls, type TLSSocket, TLSSocket as TlsSocket } from 'node:tls'
import type { Identity } from '../../../fixtures/identity.ts'

/** By what the server behind each does. */
export type Ports = Record<
  | 'https'
  | 'http'
  | 'silent'
  | 'endsFirst'
  | 'answersAtEnd'
  | 'nobody'
  | 'resets'
  | 'closes'
  | 'resetsLater'
  | 'tunnel'
  | 'greets'
  | 'counts'
  | 'sends',
  number
>

export interface BehavingServers extends AsyncDisposable {
  ports: Ports
  /** Path of a socket of the system, with the server of `https` behind it. */
  path: string
}

/** Servers on 127.0.0.1 for the behaviours of a socket. `ca`: of client certificates, which `https` requires. */
export async function startBehavingServers({ chain, key }: Identity, ca: string): Promise<BehavingServers> {
  const identity = { cert: chain, key }
  const sockets = new Set<Socket>()
  const servers: Server[] = []
  const listen = async (server: Server, at: number | string = 0): Promise<number> => {
    servers.push(server)
    server.on('connection', (socket: Socket) => {
      sockets.add(socket.on('error', () => {}))
      socket.once('close', () => sockets.delete(socket))
    })
    await new Promise<void>((listening) =>
      typeof at === 'string' ? server.listen(at, listening) : server.listen(at, '127.0.0.1', listening),
    )
    return typeof at === 'string' ? 0 : (server.address() as AddressInfo).port
  }
  const secure = (onSocket: (socket: TLSSocket) => void, more = {}) =>
    listen(createTls({ ...identity, ...more }, (socket) => onSocket(socket.on('error', () => {}))))
  const pages = () =>
    createHttps({ ...identity, ca, requestCert: true, rejectUnauthorized: true }, (request, response) => {
      const { subject } = (request.socket as TLSSocket).getPeerCertificate()
      response.end(`CN=${subject?.CN}`)
    })
  const https = await listen(pages())
  const path = join(tmpdir(), `vitest-mtls-${process.pid}-${https}.sock`)
  await listen(pages(), path)
  const nobody = createTcp()
  const ports: Ports = {
    https,
    http: await listen(createHttp((_, response) => response.end('plain'))),
    silent: await listen(createTcp()),
    endsFirst: await secure((socket) => socket.resume().end('bye'), { allowHalfOpen: true }),
    answersAtEnd: await secure(
      (socket) => socket.resume().once('end', () => setImmediate(() => socket.end('the rest'))),
      { allowHalfOpen: true },
    ),
    resets: await listen(createTcp((socket) => socket.once('data', () => socket.resetAndDestroy()))),
    closes: await listen(createTcp((socket) => socket.once('data', () => socket.end()))),
    resetsLater: await listen(
      createTcp((tcp) => {
        const tls = new TlsSocket(tcp, { isServer: true, secureContext: createSecureContext(identity) })
        tls.on('error', () => {})
        tls.on('secure', () => tls.write('x'.repeat(1000), () => setTimeout(() => tcp.resetAndDestroy(), 20)))
      }),
    ),
    tunnel: await secure((socket) => {
      const to = connect(https, '127.0.0.1').on('error', () => socket.destroy())
      socket.pipe(to).pipe(socket)
    }),
    greets: await listen(
      createTcp((tcp) => {
        tcp.write('hello\r\n')
        tcp.once('data', () => {
          tcp.write('go\r\n')
          const tls = new TlsSocket(tcp, { isServer: true, secureContext: createSecureContext(identity) })
          tls.on('error', () => {}).once('data', () => tls.end('answer'))
        })
      }),
    ),
    counts: await secure(
      (socket) => {
        let bytes = 0
        socket.on('data', (chunk) => {
          bytes += chunk.byteLength
        })
        socket.on('end', () => socket.end(`${bytes}`))
      },
      { allowHalfOpen: true },
    ),
    sends: await secure((socket) => socket.resume().end(Buffer.alloc(16 * 1024 * 1024))),
    nobody: await listen(nobody),
  }
  await new Promise((closed) => nobody.close(closed))
  return {
    ports,
    path,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))))
    },
  }
}
