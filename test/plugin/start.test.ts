import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAuthority } from '../../fixtures/authority.ts'
import { createExampleProject, type ExampleProject } from '../../fixtures/example-project.ts'
import { createPfx } from '../../fixtures/pfx.ts'
import { runVitest } from '../../fixtures/vitest-run.ts'

/** Prints which of the heavy packages a process has loaded. */
const listing = `import { createRequire } from 'node:module'
const heavy = /node_modules.(cosmiconfig|js-yaml|node-forge|undici).|(reading|judgement|clients).cjs/
export const loaded = () => [...new Set(Object.keys(createRequire(import.meta.url).cache)
  .flatMap((file) => heavy.exec(file)?.slice(1).filter(Boolean) ?? []))].sort().join()
`
const vitestConfig = `import mtls from 'vitest-mtls'
import { loaded } from './loaded.mjs'
const plugin = mtls()
const { configureVitest } = plugin
plugin.configureVitest = async function (context) {
  await configureVitest.call(this, context)
  console.log(\`the start has loaded: \${loaded()}.\`)
}
export default { plugins: [plugin] }
`
const spec = `import { expect, test } from 'vitest'
import { loaded } from './loaded.mjs'
test('a request', async () => {
  console.log(\`the set-up has loaded: \${loaded()}.\`)
  await expect(request('https://127.0.0.1:1')).rejects.toThrow()
  console.log(\`the request has loaded: \${loaded()}.\`)
})
`
let project: ExampleProject

beforeAll(async () => {
  project = await createExampleProject()
  const authority = await createAuthority()
  const { chain, key } = await authority.issueClient()
  await project.write({ 'loaded.mjs': listing, 'vitest.config.mjs': vitestConfig, 'a.test.js': spec })
  await project.write({ 'ca.crt': authority.certificate, 'client.crt': chain, 'client.key': key })
  await project.writeBytes('client.p12', createPfx({ chain, key, passphrase: 'canary' }))
})

afterAll(() => project.remove())

const ca = ['ca.crt']
const pem = { ca, clientCertificates: [{ host: 'a', cert: 'client.crt', key: 'client.key' }] }
const pfx = { ca, clientCertificates: [{ host: 'a', pfx: 'client.p12', passphrase: 'canary' }] }

test.each([
  ['no config', 'loaded.txt', '', '', 'judgement'],
  ['JavaScript and PEM', 'mtls.config.mjs', `export default ${JSON.stringify(pem)}`, 'cosmiconfig', 'judgement'],
  ['JSON and PKCS#12', '.mtlsrc.json', JSON.stringify(pfx), 'cosmiconfig', 'judgement'],
  ['YAML', '.mtlsrc', JSON.stringify(pem), 'cosmiconfig,js-yaml', 'cosmiconfig,js-yaml,judgement'],
])('the start, the set-up of a file and a request load what they need: %s', async (_, name, config, start, request) => {
  await project.write({ [name]: config })
  const { stdout } = await runVitest(project.folder, { reporters: ['default'] })
  await rm(join(project.folder, name))
  expect(stdout.match(/the .* has loaded: .*\./g)).toEqual([
    `the start has loaded: ${start}.`,
    'the set-up has loaded: .',
    `the request has loaded: ${request}.`,
  ])
})
