import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createAuthority } from '../../fixtures/authority.ts'
import { type MtlsServer, startMtlsServer } from '../../fixtures/mtls-server.ts'
import { createClient } from '../../src/request/client.ts'

let folder: string
let server: MtlsServer
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'key-log-'))
  server = await startMtlsServer({ identity: await (await createAuthority()).issueServer(), clientCertificate: 'none' })
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await server.close()
  await rm(folder, { recursive: true })
})

async function keyLogOf(keyLog: string | undefined, file: string): Promise<string> {
  const client = createClient({ verify: false, ...(keyLog === undefined ? {} : { capture: { keyLog } }) })
  await (await client.request(server.url)).text()
  await client.close()
  return readFile(file, 'utf8')
}

test('a file of its own, which only its owner reads', async () => {
  const file = join(folder, 'own.log')
  const text = await keyLogOf(file, file)
  for (const line of text.trim().split('\n'))
    expect(line).toMatch(/^(CLIENT|SERVER|EXPORTER)_[A-Z0-9_]+ [0-9a-f]{64} [0-9a-f]+$/)
  expect(text).toContain('CLIENT_HANDSHAKE_TRAFFIC_SECRET')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

test('the file that SSLKEYLOGFILE names, only when told to', async () => {
  const file = join(folder, 'env.log')
  vi.stubEnv('SSLKEYLOGFILE', file)
  await expect(keyLogOf(undefined, file)).rejects.toMatchObject({ code: 'ENOENT' })
  expect(await keyLogOf('env', file)).toContain('SERVER_HANDSHAKE_TRAFFIC_SECRET')
})

test('a file that cannot be written is said before anything goes out', async () => {
  const before = server.seen.length
  const sent = keyLogOf(join(folder, 'missing', 'file.log'), '')
  await expect(sent).rejects.toMatchObject({
    name: 'MtlsError',
    message: expect.stringMatching(/missing.* cannot be written \(ENOENT\)/),
  })
  expect(server.seen.length).toBe(before)
})
