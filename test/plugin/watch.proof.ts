import { expect, test } from 'vitest'
import { createAuthority } from '../../fixtures/authority.ts'
import { createExampleProject } from '../../fixtures/example-project.ts'
import { vitestConfig } from '../../fixtures/failing-suite.ts'
import { startMtlsServer } from '../../fixtures/mtls-server.ts'
import { watchVitest } from '../../fixtures/vitest-watch.ts'

const spec = `import { expect, test } from 'vitest'
test('who we are', async () => {
  const { subject } = await (await request(process.env.SERVER_URL)).json()
  expect('we are ' + subject).toBe('somebody else')
})
`
const config = (name: string, file: string) => `import { defineConfig } from 'vitest-mtls/config'
import { port } from './port.ts'
export default defineConfig({ ca: ['ca.pem'], clientCertificates: [{ name: '${name}', host: 'localhost', port, ${file} }] })`

test('a change of the config, of what it imports, of a PEM or a PFX file runs the tests again, with what it says now', async () => {
  const authority = await createAuthority()
  const [one, two, three] = await Promise.all(
    ['CN=one', 'CN=two', 'CN=three'].map((subject) => authority.issueClient({ subject })),
  )
  await using server = await startMtlsServer({
    identity: await authority.issueServer(),
    ca: authority.certificate,
    clientCertificate: 'optional',
  })
  await using project = await createExampleProject()
  const pem = "cert: 'client.pem', key: 'client.pem'"
  await project.write({
    'vitest.config.ts': vitestConfig(),
    'mtls.config.ts': config('first', pem),
    'port.ts': 'export const port = 1',
    'ca.pem': authority.certificate,
    'client.pem': one!.certificate + one!.key,
    'who.test.ts': spec,
  })
  await using vitest = watchVitest(project.folder, { SERVER_URL: server.url })
  const after = async (...[files]: Parameters<typeof project.write>) => {
    await project.write(files)
    return vitest.nextRun()
  }

  expect(await vitest.nextRun()).toContain('we are undefined')
  expect(await after({ 'port.ts': `export const port = ${server.port}` })).toContain('we are CN=one')
  expect(await after({ 'client.pem': two!.certificate + two!.key })).toContain('we are CN=two')
  await project.writeBytes('client.p12', three!.pfx({ passphrase: 'x' }))
  expect(await after({ 'mtls.config.ts': config('second', "pfx: 'client.p12', passphrase: 'x'") })).toContain(
    'we are CN=three',
  )
  await project.writeBytes('client.p12', one!.pfx({ passphrase: 'x' }))
  expect(await vitest.nextRun()).toContain('we are CN=one')
  expect(await after({ 'mtls.config.ts': config('second', "pfx: 'missing.p12'") })).toMatch(
    /vitest-mtls: [\s\S]*missing\.p12/,
  )
  expect(await after({ 'mtls.config.ts': config('first', pem) })).toContain('we are CN=two')
}, 60_000)
