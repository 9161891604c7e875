import { errorMonitor, once } from 'node:events'
import { request as requestByNode } from 'node:https'
import { setTimeout as wait } from 'node:timers/promises'
import type { TLSSocket } from 'node:tls'
import { Connections } from '../../../src/connection/connections.ts'
import { openConnection } from '../../../src/connection/connector.ts'
import type { MtlsClient } from '../../../src/request/client.ts'
import { below } from './draws.ts'

/** What came of a call: `value` is what it was rejected with, or a response. */
export interface Outcome {
  kind: 'answered' | 'failed' | 'given up'
  value: unknown
}

type Act = (client: MtlsClient, url: string, random: () => number) => Promise<Outcome>

const timeout = 3_000

/** Ways of using a client, most of them careless. Each ends when nothing of the call is left. */
export const acts: Record<string, Act> = {
  'reads the answer': async (client, url) => {
    const response = await client.request(url, { timeout })
    await response.text()
    return { kind: 'answered', value: response }
  },
  'reads as a stream, with pauses': async (client, url, random) => {
    const response = await client.request(url, { timeout })
    for await (const _ of response.body ?? []) if (random() < 0.2) await wait(below(random, 3))
    return { kind: 'answered', value: response }
  },
  'cancels the body': async (client, url, random) => {
    const response = await client.request(url, { timeout })
    const reader = response.body?.getReader()
    if (random() < 0.5) await reader?.read()
    await reader?.cancel()
    return { kind: 'given up', value: response }
  },
  'does not read': async (client, url, random) => {
    const response = await client.request(url, { timeout })
    await wait(below(random, 4))
    await response.body?.cancel()
    return { kind: 'given up', value: response }
  },
  aborts: async (client, url, random) => {
    const given = new AbortController()
    const timer = setTimeout(() => given.abort(), below(random, 12))
    try {
      const response = await client.request(url, { timeout, signal: given.signal })
      await response.text()
      return { kind: 'answered', value: response }
    } finally {
      clearTimeout(timer)
    }
  },
  'runs out of time': async (client, url, random) => {
    const response = await client.request(url, { timeout: 1 + below(random, 15) })
    await response.text()
    return { kind: 'answered', value: response }
  },
  uploads: async (client, url, random) => {
    const body = Buffer.alloc(below(random, 600_000), 'u')
    const response = await client.request(url, { timeout, method: 'POST', body })
    await response.text()
    return { kind: 'answered', value: response }
  },
  'uploads a stream that may fail': async (client, url, random) => {
    const parts = below(random, 8)
    async function* source() {
      for (let part = 0; part < parts; part++) {
        yield Buffer.alloc(below(random, 60_000), 'u')
        await wait(below(random, 3))
      }
      if (random() < 0.3) throw new Error('the source failed')
    }
    const body = source() as unknown as ReadableStream<Uint8Array>
    const response = await client.request(url, { timeout, method: 'PUT', body })
    await response.text()
    return { kind: 'answered', value: response }
  },
  'sends several at once': async (client, url, random) => {
    const calls = Array.from({ length: 2 + below(random, 3) }, async () => {
      const response = await client.request(url, { timeout })
      await response.text()
      return response
    })
    const [first] = await Promise.allSettled(calls)
    if (first?.status === 'rejected') throw first.reason
    return { kind: 'answered', value: first?.value }
  },
  "uses Node's own request": (client, url, random) => throughAgent(client, url, random),
}

/** `https.request` over the client's agent, which is paused, written to and destroyed at any time. */
async function throughAgent(client: MtlsClient, url: string, random: () => number): Promise<Outcome> {
  const request = requestByNode(url, { agent: client.agent, method: random() < 0.3 ? 'POST' : 'GET', timeout })
  let value: unknown = request
  let answered = false
  request.on('error', () => {})
  request.on(errorMonitor, (error) => {
    value = error
  })
  request.on('timeout', () => request.destroy())
  request.on('response', (response) => {
    response.on('error', () => {})
    answered = true
    if (random() < 0.3) {
      response.pause()
      setTimeout(() => response.resume(), below(random, 5))
    } else response.resume()
    if (random() < 0.2) setTimeout(() => response.destroy(), below(random, 4))
  })
  if (random() < 0.2) setTimeout(() => request.destroy(), below(random, 15))
  if (random() < 0.1) request.once('socket', (socket) => socket.destroy())
  if (random() < 0.3) request.write(Buffer.alloc(below(random, 200_000), 'u'))
  request.end()
  await once(request, 'close')
  return { kind: answered ? 'answered' : 'failed', value }
}

/** A bare connection of ours, used in every way that a TLS socket can be. */
export async function bareConnection(
  profile: Parameters<typeof openConnection>[1],
  port: number,
  random: () => number,
): Promise<Outcome> {
  const { memory } = new Connections(() => {
    throw new Error('no request passes here')
  })
  let ended!: () => void
  const over = new Promise<void>((resolve) => {
    ended = resolve
  })
  const connection = openConnection({ host: 'localhost', port }, profile, memory, (error, socket) => {
    if (socket === null || error !== null) ended()
    else use(socket, random, ended)
  })
  // Whatever the server does, nobody waits for ever.
  const timer = setTimeout(() => connection.abandon(), random() < 0.2 ? below(random, 10) : 400)
  await over
  clearTimeout(timer)
  return { kind: 'given up', value: connection }
}

function use(socket: TLSSocket, random: () => number, ended: () => void): void {
  socket.on('error', () => {})
  socket.once('close', ended)
  socket.resume()
  const habits: (() => void)[] = [
    () => socket.destroy(),
    () => socket.end(),
    () => socket.end('GET /small/1 HTTP/1.1\r\nhost: localhost\r\n\r\n'),
    () => socket.write(Buffer.alloc(below(random, 2 ** 20))),
    () => {
      socket.cork()
      socket.write('GET /large/1 HTTP/1.1\r\n')
      socket.write('host: localhost\r\n\r\n')
      socket.uncork()
    },
    () => {
      socket.pause()
      setTimeout(() => socket.resume(), below(random, 8))
    },
    () => socket.destroy(new Error('mine')),
    () => socket.renegotiate({}, () => {}),
    () => socket.setTimeout(1 + below(random, 10), () => socket.destroy()),
    () => {
      socket.write('x')
      socket.end()
      setTimeout(() => socket.destroy(), below(random, 4))
    },
  ]
  for (let left = 1 + below(random, 2); left > 0; left--) habits[below(random, habits.length)]!()
  setTimeout(() => socket.end(), below(random, 60))
  setTimeout(() => socket.destroy(), 100 + below(random, 100))
}
