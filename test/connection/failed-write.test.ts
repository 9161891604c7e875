import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { startTcpServer } from '../../fixtures/tcp-server.ts'
import { opener, startServer, versions, ways } from './both-taps.ts'

let authority: Authority
let identity: Identity

beforeAll(async () => {
  authority = await createAuthority()
  identity = await authority.issueServer()
})

/** Between a client and a server on `port`: what the server says can be held back. */
async function startRelay(port: number) {
  const held: Buffer[] = []
  const state = {
    holds: false,
    held,
    downstream: undefined as Socket | undefined,
    upstream: undefined as Socket | undefined,
  }
  const server = await startTcpServer((downstream) => {
    const upstream = connectTcp(port, '127.0.0.1').on('error', () => {})
    // Nagle's algorithm would hold a small write back until the reset discards it.
    downstream.setNoDelay()
    downstream.pipe(upstream)
    downstream.once('close', () => upstream.destroy())
    upstream.on('data', (bytes) => (state.holds ? held.push(bytes) : downstream.write(bytes)))
    Object.assign(state, { downstream, upstream })
  })
  return Object.assign(state, { port: server.port, [Symbol.asyncDispose]: () => server.close() })
}

describe.each(ways)('over %s', (way) => {
  describe.each(versions)('%s', (version) => {
    /** A connection over which the server has said `alert`, and which is reset before anybody has read that; then the client writes. */
    async function afterReset(says: 'an alert' | 'nothing') {
      using recorded = await opener(way, authority)
      await using server = await startServer(version, identity, (socket) => socket.resume())
      await using relay = await startRelay(server.port)
      const { socket, connection } = await recorded.open(relay.port)
      if (says === 'an alert') {
        relay.holds = true
        // An application data record that no key of the client has sealed.
        relay.upstream!.write(Buffer.concat([Buffer.of(23, 3, 3, 0, 40), Buffer.alloc(40, 7)]))
        await once(relay.upstream!, 'data')
        expect(relay.held.length).toBeGreaterThan(0)
      }
      const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
      const errors: string[] = []
      socket.on('error', (error: NodeJS.ErrnoException) => errors.push(error.code ?? error.message))
      // All in one turn of the event loop: the write fails while the alert lies unread in the kernel.
      relay.downstream!.write(Buffer.concat(relay.held))
      reset(relay.downstream!)
      socket.resume()
      socket.write('late')
      await closed
      return { errors, alerts: connection.handshake.alerts.filter(({ from }) => from === 'server') }
    }

    test('what the server had said is read after a write has failed', async () => {
      const { errors, alerts } = await afterReset('an alert')
      expect(errors[0]).toMatch(/^ERR_SSL_.*BAD_RECORD_MAC$/)
      expect(alerts).toMatchObject([{ level: 'fatal', description: 'bad_record_mac' }])
    })

    test('a write that fails where the server had said nothing ends the connection', async () => {
      const { errors, alerts } = await afterReset('nothing')
      expect(errors[0]).toMatch(/^(?:EPIPE|ECONNRESET)$/)
      expect(alerts).toEqual([])
    })
  })
})

/** At once: `resetAndDestroy` says goodbye first. */
function reset(socket: Socket): void {
  const { _handle } = socket as unknown as { _handle: { reset(done: () => void): void } }
  _handle.reset(() => socket.destroy())
}

afterAll(() => vi.resetModules())
