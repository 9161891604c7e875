import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAuthority } from '../../fixtures/authority.ts'
import { type Behaving, startBehaving } from './material/client-behaviours.ts'

const script = join(import.meta.dirname, 'material', 'exiting-client.mjs')
let server: Behaving
let folder: string
let caFile: string

beforeAll(async () => {
  const authority = await createAuthority()
  server = await startBehaving(await authority.issueServer(), authority.certificate)
  folder = await mkdtemp(join(tmpdir(), 'exits-'))
  caFile = join(folder, 'ca.pem')
  await writeFile(caFile, authority.certificate)
})
afterAll(async () => {
  server[Symbol.dispose]()
  await rm(folder, { recursive: true, force: true })
})

/** The whole life of a process that makes one call; without an exit code when it does not end by itself. */
async function run(mode: 'plain' | 'record', client: string, use: string) {
  const child = spawn(process.execPath, [script, mode, client, use, server.url, caFile], {
    stdio: ['ignore', 'pipe', 'ignore'],
    // The server keeps idle connections for longer.
    timeout: 30_000,
  })
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
  return { code: code as number | null, output }
}

describe.each([
  { use: 'answered', code: 0, said: 'resolved' },
  { use: 'failed', code: 1, said: 'unhandledRejection' },
  { use: 'aborted', code: 1, said: 'unhandledRejection' },
] as const)('a call that is $use', ({ use, code, said }) => {
  const clients = ['https', 'axios', 'got', 'node-fetch', 'superagent', 'undici', 'ws']
  // What takes no signal cannot be aborted; a WebSocket that was open does not fail.
  const unable: string[] = { answered: [], failed: ['ws'], aborted: ['superagent', 'ws'] }[use]
  const able = clients.filter((client) => !unable.includes(client))

  test.each(able)('%s ends its process as it does when nothing is recorded', async (client) => {
    const [plain, recorded] = await Promise.all([run('plain', client, use), run('record', client, use)])
    expect(plain).toEqual({ code, output: expect.stringContaining(said) })
    expect(recorded).toEqual(plain)
  })
})
