import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import { createExampleProject } from '../../fixtures/example-project.ts'
import { type MtlsServer, startMtlsServer } from '../../fixtures/mtls-server.ts'
import { runVitest } from '../../fixtures/vitest-run.ts'

let authority: Authority
let server: MtlsServer

beforeAll(async () => {
  authority = await createAuthority()
  server = await startMtlsServer({
    identity: await authority.issueServer(),
    ca: authority.certificate,
    clientCertificate: 'require',
  })
})

afterAll(() => server.close())

const esm = (entry: string) => `import type { MtlsOptions } from 'vitest-mtls/config'
export default { ca: 'ca.pem' as string, clientCertificates: [${entry}] } satisfies MtlsOptions`

const commonjs = (entry: string) =>
  `const ca: string = 'ca.pem'\nmodule.exports = { ca, clientCertificates: [${entry}] }`
const forms: [name: string, pool: string, config: (entry: string) => string][] = [
  ['mtls.config.ts', 'forks', esm],
  ['mtls.config.cts', 'vmThreads', commonjs],
  ['mtls.config.ts', 'vmThreads', esm],
  ['mtls.config.mts', 'threads', esm],
  ['mtls.config.cts', 'forks', esm],
  ['.mtlsrc.ts', 'forks', esm],
]

test.each(forms)(
  '%s is loaded for the plugin and for createClient() alike, in the pool %s',
  async (name, pool, config) => {
    const { chain, key } = await authority.issueClient({ subject: 'CN=orders' })
    await using project = await createExampleProject()
    await project.write({
      'ca.pem': authority.certificate,
      'orders.crt': chain,
      'orders.key': key,
      [name]: config(`{ host: 'localhost', port: ${server.port}, cert: 'orders.crt', key: 'orders.key' }`),
      'vitest.config.ts': `import { defineConfig } from 'vitest/config'
import mtls from 'vitest-mtls'
export default defineConfig({ plugins: [mtls()] })`,
      'orders.test.ts': `import { expect, test } from 'vitest'
import { createClient } from 'vitest-mtls/request'
test('the global', async () => expect(await request('${server.url}')).toHaveSentClientCert('CN=orders'))
test.each([undefined, '${name}'])('createClient(%s)', async (file) => {
  const client = createClient(file)
  expect(await client.request('${server.url}')).toHaveSentClientCert('CN=orders')
  await client.close()
})`,
    })
    const { code, report, stdout, stderr } = await runVitest(project.folder, { args: [`--pool=${pool}`] })
    expect({ code, passed: report?.numPassedTests }, stdout + stderr).toEqual({ code: 0, passed: 3 })
  },
)
