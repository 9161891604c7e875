import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import { createExampleProject, type ExampleProject } from '../../fixtures/example-project.ts'
import { type MtlsServer, startMtlsServer } from '../../fixtures/mtls-server.ts'
import { runVitest } from '../../fixtures/vitest-run.ts'

let authority: Authority
let server: MtlsServer
let project: ExampleProject

beforeAll(async () => {
  authority = await createAuthority()
  server = await startMtlsServer({
    identity: await authority.issueServer(),
    ca: authority.certificate,
    clientCertificate: 'require',
  })
  const orders = await authority.issueClient({ subject: 'CN=orders' })
  project = await createExampleProject()
  await project.write({
    'ca.pem': authority.certificate,
    'orders.crt': orders.chain,
    'orders.key': orders.key,
    'vitest.config.ts': `import { defineConfig } from 'vitest/config'
import mtls from 'vitest-mtls'
export default defineConfig({ plugins: [mtls()] })`,
    'used.test.ts': `import { expect, test } from 'vitest'
test('used', async () => expect((await request('${server.url}')).status).toBe(200))`,
    'named.test.ts': `import { expect, test } from 'vitest'
test('named', async () => expect((await request('${server.url}', { clientCert: 'named' })).status).toBe(200))`,
  })
})

afterAll(async () => {
  await server.close()
  await project.remove()
})

async function noteOf(unused: string | undefined, args: string[] = []) {
  const files = "cert: 'orders.crt', key: 'orders.key'"
  await project.write({
    'mtls.config.mjs': `export default { ca: 'ca.pem', ${unused === undefined ? '' : `unusedEntries: '${unused}',`} clientCertificates: [
  { host: 'localhost', port: ${server.port}, ${files} },
  { name: 'named', host: 'named.internal', ${files} },
  { name: 'idle', host: 'idle.internal', port: 8443, ${files} },
  { name: 'off', host: 'off.internal', enabled: false, ${files} },
  { name: 'spare', host: 'spare.internal', optional: true, ${files} },
] }`,
  })
  const { code, stderr, report } = await runVitest(project.folder, { args })
  expect(report?.numFailedTests).toBe(0)
  return { code, note: /mTLS: no request of this run used\n.*?\n(?=\n)/s.exec(stderr)?.[0] }
}

describe('entries that no request of the run has used', () => {
  test('are listed at its end', async () => {
    expect(await noteOf(undefined)).toEqual({
      code: 0,
      note: "mTLS: no request of this run used\n  - clientCertificates[2] ('idle', idle.internal:8443)\nRemove them, correct their hosts and ports, or write unusedEntries: 'ignore' in the config.\n",
    })
  })

  test('fail it where the config says so', async () => {
    const { code, note } = await noteOf('error')
    expect(code).toBe(1)
    expect(note).toContain("The run fails for that: the config has unusedEntries: 'error'.")
  })

  test('are passed over where the config says so', async () => {
    expect(await noteOf('ignore')).toEqual({ code: 0, note: undefined })
  })

  test.each([[['used.test.ts']], [['-t', 'named']], [['--shard=1/2']]])(
    'are no matter for a part of it: %s',
    async (args) => {
      expect(await noteOf('error', args)).toEqual({ code: 0, note: undefined })
    },
  )
})
