import { once } from 'node:events'
import { connect as connectTls, createServer, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { hiddenPieces } from './handle-tap/hidden-internals.ts'

let authority: Authority
let identity: Identity

beforeAll(async () => {
  authority = await createAuthority()
  identity = await authority.issueServer()
})

type Version = 'TLSv1.2' | 'TLSv1.3'

interface Opened {
  socket: TLSSocket
  /** Records of the server that have been taken from the handle, read or not; undefined where nothing is recorded. */
  recordsTaken?: () => number
}

const versions: Version[] = ['TLSv1.2', 'TLSv1.3']
const ways = ['the tap on the handle', 'the Duplex'] as const

/** Opens connections that are recorded over the one or the other; `[Symbol.dispose]` gives Node its pieces back. */
async function opener(way: (typeof ways)[number]) {
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
        const { recorder } = openConnection({ host: 'localhost', port }, profile, memory, (error, socket) => {
          if (socket === null) reject(error)
          else resolve({ socket, recordsTaken: () => recorder.activity.server.records })
        })
      })
    },
    [Symbol.dispose]: restore,
  }
}

/** What a server does with each of its connections. */
async function startServer(version: Version, use: (socket: TLSSocket) => void) {
  const { chain: cert, key } = identity
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

const MB = 1024 * 1024
const longestRecord = 16 * 1024

/** The first is the control: a socket that is not recorded. */
describe.each(['nothing', ...ways] as const)('over %s', (way) => {
  async function openOver(port: number, use: (opened: Opened) => Promise<void>): Promise<void> {
    if (way === 'nothing') {
      const socket = connectTls({ host: '127.0.0.1', port, servername: 'localhost', ca: authority.certificate })
      await once(socket, 'secureConnect')
      return use({ socket })
    }
    using recorded = await opener(way)
    return use(await recorded.open(port))
  }

  test.each(versions)('a reader who takes his time makes the server wait, %s', async (version) => {
    const whole = 48 * MB
    let sent = 0
    await using server = await startServer(version, (socket) => {
      const part = Buffer.alloc(256 * 1024, 'x')
      const more = () => {
        while (sent < whole) {
          sent += part.length
          if (!socket.write(part)) return socket.once('drain', more)
        }
        return socket.end()
      }
      more()
      socket.resume()
    })
    await openOver(server.port, async ({ socket, recordsTaken }) => {
      let received = 0
      let waiting = 0
      let taken = 0
      for await (const chunk of socket) {
        received += (chunk as Buffer).length
        waiting = Math.max(waiting, socket.readableLength)
        taken = Math.max(taken, (recordsTaken?.() ?? 0) * longestRecord - received)
        // The server has all the time to send more.
        for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
      }
      expect(received).toBe(whole)
      expect(waiting).toBeLessThan(MB)
      // Whatever lies between the handle and the reader.
      expect(taken).toBeLessThan(4 * MB)
    })
  })

  test.each(versions)('what comes after the client has ended its side is read, %s', async (version) => {
    const answer = Buffer.alloc(300_000, 'answer ')
    await using server = await startServer(version, (socket) => {
      let question = ''
      socket.on('data', (bytes) => {
        question += bytes
      })
      socket.once('end', () => socket.end(Buffer.concat([Buffer.from(`${question}: `), answer])))
    })
    await openOver(server.port, async ({ socket }) => {
      socket.end('question')
      const chunks: Buffer[] = []
      for await (const chunk of socket) chunks.push(chunk as Buffer)
      const text = Buffer.concat(chunks).toString()
      expect(text.length).toBe(answer.length + 'question: '.length)
      expect(text.startsWith('question: answer ')).toBe(true)
    })
  })
})

afterAll(() => vi.resetModules())
