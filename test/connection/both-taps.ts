import { once } from 'node:events'
import { createServer, type TLSSocket } from 'node:tls'
import { expect, vi } from 'vitest'
import type { Authority } from '../../fixtures/authority.ts'
import type { Identity } from '../../fixtures/identity.ts'
import type { Connection } from '../../src/connection/connection.ts'
import { hiddenPieces } from './handle-tap/hidden-internals.ts'

export type Version = 'TLSv1.2' | 'TLSv1.3'
interface Opened {
  socket: TLSSocket
  connection: Connection
}

export const versions: Version[] = ['TLSv1.2', 'TLSv1.3']
export const ways = ['the tap on the handle', 'the Duplex'] as const

/** Opens connections that are recorded over the one or the other; `[Symbol.dispose]` gives Node its pieces back. */
export async function opener(way: (typeof ways)[number], authority: Authority) {
  const restore = way === 'the Duplex' ? hiddenPieces[0]!.hide() : () => {}
  vi.resetModules()
  const { missingInternals } = await import('../../src/connection/handle-tap/record-socket.ts')
  expect(missingInternals().length > 0).toBe(way === 'the Duplex')
  const { openConnection } = await import('../../src/connection/connector.ts')
  const { Connections } = await import('../../src/connection/connections.ts')
  const { createCredentials } = await import('../../src/credentials/credentials.ts')
  const { loadConfig } = await import('../../src/config/load-config.ts')
  const config = { ca: [authority.certificate], clientCertificates: [], proxy: false as const }
  const credentials = createCredentials(await loadConfig({ root: process.cwd(), config }))
  const { memory } = new Connections(() => expect.fail('no request passes here'))
  return {
    async open(port: number): Promise<Opened> {
      const profile = await credentials.profileFor(new URL(`https://localhost:${port}/`))
      return new Promise((resolve, reject) => {
        const connection = openConnection({ host: 'localhost', port }, profile, memory, (error, socket) => {
          if (socket === null) reject(error)
          else resolve({ socket, connection })
        })
      })
    },
    [Symbol.dispose]: restore,
  }
}

/** What a server does with each of its connections. */
export async function startServer(version: Version, { chain: cert, key }: Identity, use: (socket: TLSSocket) => void) {
  const options = { cert, key, minVersion: version, maxVersion: version, allowHalfOpen: true }
  const sockets = new Set<TLSSocket>()
  const server = createServer(options, (socket) => {
    sockets.add(socket)
    use(socket.on('error', () => {}))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as { port: number }
  return {
    port,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
