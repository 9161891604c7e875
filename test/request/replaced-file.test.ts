import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import { startMtlsServer } from '../../fixtures/mtls-server.ts'
import { createClient } from '../../src/request/client.ts'

let authority: Authority
const folder = mkdtempSync(join(tmpdir(), 'replaced-'))
const cert = join(folder, 'client.crt')
const key = join(folder, 'client.key')

beforeAll(async () => {
  authority = await createAuthority()
})
afterAll(() => rmSync(folder, { recursive: true }))

test('a certificate that was replaced a moment ago is that of the next new connection', async () => {
  await using server = await startMtlsServer({
    identity: await authority.issueServer(),
    ca: authority.certificate,
    clientCertificate: 'require',
  })
  const replace = async (subject: string) => {
    const identity = await authority.issueClient({ subject })
    writeFileSync(cert, identity.chain)
    writeFileSync(key, identity.key)
  }
  const client = createClient({
    ca: [authority.certificate],
    clientCertificates: [{ host: '*', port: '*', cert, key }],
  })
  const subject = async () => ((await (await client.request(server.url)).json()) as { subject: string }).subject
  await replace('CN=first')
  expect([await subject(), await subject()]).toEqual(['CN=first', 'CN=first'])
  await replace('CN=second')
  await server.dropConnections()
  expect(await subject()).toBe('CN=second')
  expect(server.seen).toHaveLength(2)
  await client.destroy()
})
