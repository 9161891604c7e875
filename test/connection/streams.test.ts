import { once } from 'node:events'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { opener, startServer, versions, ways } from './both-taps.ts'

let authority: Authority
let identity: Identity

beforeAll(async () => {
  authority = await createAuthority()
  identity = await authority.issueServer()
})

interface Opened {
  socket: TLSSocket
  /** Records of the server that have been taken from the handle, read or not; undefined where nothing is recorded. */
  recordsTaken?: () => number
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
    using recorded = await opener(way, authority)
    const { socket, connection } = await recorded.open(port)
    return use({ socket, recordsTaken: () => connection.recorder.activity.server.records })
  }

  test.each(versions)('a reader who takes his time makes the server wait, %s', async (version) => {
    const whole = 48 * MB
    let sent = 0
    await using server = await startServer(version, identity, (socket) => {
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
    await using server = await startServer(version, identity, (socket) => {
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
