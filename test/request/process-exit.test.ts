import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAuthority } from '../../fixtures/authority.ts'
import { startClosingServer, startResettingServer, startSilentServer } from '../../fixtures/broken-servers.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { startMtlsServer } from '../../fixtures/mtls-server.ts'
import { startStayingServer } from '../../fixtures/staying-http2-server.ts'

const script = fileURLToPath(new URL('exiting-process.mjs', import.meta.url))

let folder: string
let caFile: string
let identity: Identity
let startServer: (http2: boolean) => ReturnType<typeof startMtlsServer>

beforeAll(async () => {
  const authority = await createAuthority()
  identity = await authority.issueServer()
  startServer = (http2) =>
    startMtlsServer({ identity, ca: authority.certificate, clientCertificate: 'optional', http2 })
  folder = await mkdtemp(join(tmpdir(), 'exit-'))
  caFile = join(folder, 'ca.pem')
  await writeFile(caFile, authority.certificate)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Runs the case with the built package to the end of its process. */
async function run(name: string, url: string): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [script, name, url, caFile], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 15_000,
  })
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: code as number | null, output: stdout + stderr }
}

describe.concurrent('a process ends by itself', () => {
  test.each([
    ['with an idle connection', 'answered', 'resolved'],
    ['with a body that nobody reads', 'unread', 'resolved 200'],
  ])('%s', async (_, name, result) => {
    await using server = await startServer(false)
    expect(await run(name, server.url)).toEqual({ code: 0, output: expect.stringContaining(result) })
  })

  test('after closing a connection of HTTP/2 that the server leaves open', async () => {
    await using server = await startStayingServer(identity, (stream) => {
      stream.respond({ ':status': 200 })
      stream.end('ok')
    })
    expect(await run('closed', server.url)).toEqual({ code: 0, output: expect.stringContaining('resolved') })
  })

  test.each([
    ['after a timeout', startSilentServer, 'timeout', 'rejected ConnectionError ETIMEDOUT'],
    ['after an abort', startSilentServer, 'abort', 'rejected TimeoutError'],
    ['without waiting for its request', startSilentServer, 'forgotten', 'resolved undefined'],
    ['after a close', startClosingServer, 'answered', 'rejected HandshakeError'],
    ['after a reset', startResettingServer, 'answered', 'rejected HandshakeError'],
  ])('%s', async (_, start, name, result) => {
    await using server = await start()
    expect(await run(name, server.url)).toEqual({ code: 0, output: expect.stringContaining(result) })
  })
})
