import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import { createExampleProject } from '../../fixtures/example-project.ts'
import { type MtlsServer, startMtlsServer } from '../../fixtures/mtls-server.ts'
import { runVitest } from '../../fixtures/vitest-run.ts'

let authority: Authority
let server: MtlsServer

beforeAll(async () => {
  authority = await createAuthority()
  const identity = await authority.issueServer()
  server = await startMtlsServer({ identity, ca: authority.certificate, clientCertificate: 'require' })
})
afterAll(() => server.close())

const canary = 'canary-passphrase'

test.each(['forks', 'threads', 'vmThreads'])('reaches the workers with its secrets, in the pool %s', async (pool) => {
  const client = await authority.issueClient({ subject: 'CN=inline' })
  await using project = await createExampleProject()
  await project.write({
    'ca.pem': authority.certificate,
    'client.key': client.encryptedKey(canary),
    'client.p12.base64': client.pfx({ passphrase: canary }).toString('base64'),
    'vitest.config.ts': `import { readFileSync } from 'node:fs'
import { defineConfig } from 'vitest/config'
import mtls from 'vitest-mtls'
const pfx = Buffer.from(readFileSync(new URL('./client.p12.base64', import.meta.url), 'utf8'), 'base64')
export default defineConfig({ plugins: [mtls({ config: {
  ca: 'ca.pem',
  clientCertificates: [{ name: 'inline', host: 'localhost', port: ${server.port}, pfx, passphrase: '${canary}' }],
} })] })`,
    'inline.test.ts': `import { expect, inject, test } from 'vitest'
test('inline', async () => {
  const res = await request('${server.url}')
  expect(res).toHaveSentClientCert('inline')
  console.log(JSON.stringify(inject('vitest-mtls')), JSON.stringify(res), res.handshake)
})`,
  })
  const { code, report, stdout, stderr } = await runVitest(project.folder, { args: [`--pool=${pool}`] })
  expect({ code, passed: report?.numPassedTests }, stdout + stderr).toEqual({ code: 0, passed: 1 })
  expect(stdout + stderr).not.toContain(canary)
})
