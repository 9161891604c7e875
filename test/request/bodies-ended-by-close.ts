import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { SecureVersion } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { rounds } from '../../fixtures/rounds.ts'
import { type ScriptedServer, startScriptedServer } from '../../fixtures/scripted-server.ts'
import { createClient, type MtlsClient } from '../../src/request/client.ts'
import type { MtlsResponse } from '../../src/request/mtls-response.ts'

const total = 8 * 1024 * 1024

/** Ways to read a whole body; each gives how many bytes came. */
const readers: [string, (response: MtlsResponse) => Promise<number>][] = [
  ['text()', async (response) => (await response.text()).length],
  ['arrayBuffer()', async (response) => (await response.arrayBuffer()).byteLength],
  ['for await, fast', (response) => bytesOf(response.body as unknown as AsyncIterable<Uint8Array>)],
  ['for await, slow', (response) => bytesOf(response.body as unknown as AsyncIterable<Uint8Array>, 3)],
  ['a stream of Node, slow', (response) => bytesOf(Readable.fromWeb(response.body as never), 3)],
]

/** The length of the end of a body is that of the connection (RFC 9112 6.3): whole or an error. */
export function bodiesEndedByClose(): void {
  let authority: Authority
  let identity: Identity
  let client: MtlsClient
  beforeAll(async () => {
    authority = await createAuthority()
    identity = await authority.issueServer()
    client = createClient({ ca: [authority.certificate] })
  })
  afterAll(() => client.destroy())

  const start = (version: SecureVersion): Promise<ScriptedServer> =>
    startScriptedServer(identity, {
      tls: { minVersion: version, maxVersion: version },
      onRequest: (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n')
        socket.end(Buffer.alloc(total, 'a'))
      },
    })

  describe.each(['TLSv1.2', 'TLSv1.3'] as const)('%s', (version) => {
    test.each(readers)('%s', async (_, read) => {
      await using server = await start(version)
      for (let round = 0; round < rounds(10, 1); round++) {
        expect(await read(await client.request(server.url))).toBe(total)
      }
    })

    test('an abort in the middle is an error, and ends the connection', async () => {
      await using server = await start(version)
      const aborted = new AbortController()
      const response = await client.request(server.url, { signal: aborted.signal })
      const reader = (response.body as ReadableStream<Uint8Array>).getReader()
      await reader.read()
      aborted.abort(new Error('enough'))
      const rest = async () => {
        while (!(await reader.read()).done);
      }
      await expect(rest()).rejects.toThrow('enough')
      const [socket] = server.connections
      if (!socket!.closed) await new Promise((closed) => socket!.once('close', closed))
    })
  })
}

/** Waits a moment after each `pauseEach` chunks. */
async function bytesOf(body: AsyncIterable<Uint8Array>, pauseEach = 0): Promise<number> {
  let bytes = 0
  let chunks = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    if (pauseEach > 0 && ++chunks % pauseEach === 0) await delay(1)
  }
  return bytes
}
