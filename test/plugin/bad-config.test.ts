import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAuthority } from '../../fixtures/authority.ts'
import { createExampleProject, type ExampleProject } from '../../fixtures/example-project.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { runVitest } from '../../fixtures/vitest-run.ts'

let project: ExampleProject
let client: Identity

beforeAll(async () => {
  const authority = await createAuthority()
  client = await authority.issueClient({ subject: 'CN=orders' })
  project = await createExampleProject()
  await project.write({
    'vitest.config.ts': `import { defineConfig } from 'vitest/config'
import mtls from 'vitest-mtls'
export default defineConfig({ plugins: [mtls()] })`,
    'ran.test.ts': `import { test } from 'vitest'
test('ran', () => { console.log('A TEST HAS RUN') })`,
    'ca.pem': authority.certificate,
    'orders.crt': client.chain,
    'orders.key': client.key,
    'damaged.pem': client.certificate.replace(/\n[^\n]{40}/, '\n'),
    'other.key': generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    } as never).privateKey as unknown as string,
  })
})

afterAll(() => project.remove())

const entry = { host: 'localhost', cert: 'orders.crt', key: 'orders.key' }

test.each([
  [
    'a missing file',
    { clientCertificates: [{ ...entry, cert: 'missing.crt' }] },
    ['clientCertificates[0].cert', 'missing.crt'],
  ],
  ['a damaged PEM', { ca: ['damaged.pem'] }, ['ca[0]', 'damaged.pem']],
  [
    'a key of another certificate',
    { clientCertificates: [{ ...entry, key: 'other.key' }] },
    ['clientCertificates[0].key', 'other.key'],
  ],
  ['an unknown config key', { clientCertificate: [entry] }, ['clientCertificate', 'clientCertificates']],
])('%s stops the run before the first test', async (_, config, facts) => {
  await project.write({ '.mtlsrc.json': JSON.stringify(config) })
  const { code, stdout, stderr } = await runVitest(project.folder)
  const output = stdout + stderr
  expect(code).toBe(1)
  expect(output).not.toContain('A TEST HAS RUN')
  for (const fact of ['.mtlsrc.json', ...facts]) expect(output).toContain(fact)
  expect(output.match(/vitest-mtls: \d+ problem|ConfigError/g)?.length ?? 0).toBeLessThanOrEqual(1)
  for (const line of client.key.split('\n').slice(1, -2)) expect(output).not.toContain(line)
})
