import { createPrivateKey } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAuthority } from '../../fixtures/authority.ts'
import { createExampleProject, type ExampleProject } from '../../fixtures/example-project.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { startMtlsServer } from '../../fixtures/mtls-server.ts'
import { runVitest, type VitestRun } from '../../fixtures/vitest-run.ts'

const canaries = {
  key: 'canary-of-the-key',
  pfx: 'canary-of-the-pfx',
  proxy: 'canary-of-the-proxy',
  token: 'canary-token',
}

const spec = (url: string) => `import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { createClient, explain, handshakeOf } from 'vitest-mtls/request'

const show = (value: unknown) => console.log(inspect(value, { depth: 20, showHidden: true }), JSON.stringify(value))

test('passes and prints everything', async () => {
  const res = await request('${url}', { headers: { authorization: 'Bearer ' + process.env.TOKEN } })
  show(res)
  show(res.handshake)
  show(await explain('${url}'))
  show(createClient({ clientCertificates: [{ host: 'x', cert: 'a', key: 'b', passphrase: process.env.KEY_PASSPHRASE }] }))
  expect(res).toHaveSentClientCert('by key')
  expect((await request('${url}', { clientCert: 'by pfx' })).status).toBe(200)
})
test('passes by another client', async () => {
  const { get } = await import('node:https')
  const response = await new Promise((resolve, reject) => get('${url}', resolve).on('error', reject))
  expect(response).toHaveSentClientCert('by key')
  const { socket } = response
  // What it was given, as Node keeps it.
  const options = Object.getOwnPropertySymbols(socket).find(({ description }) => description === 'connect-options')
  console.log(inspect([socket[options], socket._tlsOptions], { depth: 3, showHidden: true }))
  show(handshakeOf(response))
  response.resume()
})
test('fails by another client', async () => {
  const { Agent, get } = await import('node:https')
  const options = { headers: { authorization: 'Bearer ' + process.env.TOKEN }, agent: new Agent({ maxCachedSessions: 0 }) }
  const response = await new Promise((resolve, reject) => get('${url}', options, resolve).on('error', reject))
  response.resume()
  expect(response).not.toHaveSentClientCert()
})
test('fails at a matcher', async () => {
  const res = await request('${url}', { headers: { authorization: 'Bearer ' + process.env.TOKEN } })
  expect(res.handshake).toMatchSnapshot()
  expect(res).not.toHaveSentClientCert()
})
test('fails as a refused request does', async () => {
  const error = await request('${url}', { clientCert: false }).catch((reason: unknown) => reason)
  show(error)
  show(handshakeOf(error))
  throw error
})
test('fails at the proxy', async () => {
  await request('${url}', { proxy: 'http://user:' + process.env.PROXY_PASSWORD + '@localhost:1' })
})
test('fails at a wrong passphrase', async () => {
  const pfx = { base64: process.env.PFX_BASE64 }
  await request('${url}', { clientCert: { pfx, passphrase: process.env.PFX_PASSPHRASE + '-wrong' } })
})
test('fails at a key that is given where a path may stand', async () => {
  const { KEY_TEXT, KEY_PASSPHRASE } = process.env
  const ways = { clientCert: { cert: 'client.crt', key: KEY_TEXT }, ca: KEY_TEXT, named: KEY_TEXT }
  show(await Promise.all([
    request('${url}', { clientCert: ways.clientCert }),
    request('${url}', { clientCert: { cert: 'client.crt', key: KEY_PASSPHRASE } }),
    request('${url}', { ca: ways.ca }),
    request('${url}', { clientCert: ways.named }),
    request('${url}', { [KEY_TEXT]: KEY_TEXT }),
  ].map((sent) => sent.catch((error: unknown) => error))))
  await request('${url}', { clientCert: ways.clientCert })
})
`

describe('secrets appear in no output', () => {
  let project: ExampleProject
  let run: VitestRun
  let client: Identity
  const outputs: Record<string, string> = {}

  beforeAll(async () => {
    const authority = await createAuthority()
    client = await authority.issueClient({ subject: 'CN=orders' })
    await using server = await startMtlsServer({
      identity: await authority.issueServer(),
      ca: authority.certificate,
      clientCertificate: 'require',
    })
    project = await createExampleProject()
    await project.write({
      'ca.pem': authority.certificate,
      'client.crt': client.chain,
      'client.key': client.encryptedKey(canaries.key),
      'vitest.config.ts': `import { defineConfig } from 'vitest/config'
import mtls from 'vitest-mtls'
export default defineConfig({ plugins: [mtls({ clients: 'equip' })], test: {
  reporters: ['default', 'json', 'junit', 'html', 'blob', ['vitest-mtls/reporter', { html: 'out/mtls.html', json: 'out/mtls.json' }]],
  outputFile: { json: 'out/vitest.json', junit: 'out/vitest.xml', html: 'out/vitest.html', blob: 'out/vitest.blob' },
} })`,
      'mtls.config.ts': `import { defineConfig } from 'vitest-mtls/config'
export default defineConfig({ ca: 'ca.pem', clientCertificates: [
  { name: 'by pfx', host: 'localhost', port: ${server.port}, pfx: { base64: '\${PFX_BASE64}' }, passphrase: '\${PFX_PASSPHRASE}' },
  { name: 'by key', host: 'localhost', port: ${server.port}, cert: 'client.crt', key: 'client.key', passphrase: '${canaries.key}' },
] })`,
      'secrecy.test.ts': spec(server.url),
    })
    run = await runVitest(project.folder, {
      reporters: [],
      // The lines of the spec that reporters quote name these variables only.
      env: {
        PFX_BASE64: client.pfx({ passphrase: canaries.pfx }).toString('base64'),
        PFX_PASSPHRASE: canaries.pfx,
        KEY_PASSPHRASE: canaries.key,
        // No key any more, as its last characters are lost.
        KEY_TEXT: client.key.split('\n').slice(1, -2).join('').slice(0, -12),
        PROXY_PASSWORD: canaries.proxy,
        TOKEN: canaries.token,
      },
    })
    outputs.stdout = run.stdout
    outputs.stderr = run.stderr
    for (const file of await readdir(project.folder, { recursive: true, withFileTypes: true })) {
      const path = join(file.parentPath, file.name)
      const isOutput = /\/(out|__snapshots__)(\/|$)/.test(file.parentPath.slice(project.folder.length))
      if (file.isFile() && isOutput) outputs[path.slice(project.folder.length + 1)] = await readFile(path, 'latin1')
    }
  })
  afterAll(() => project.remove())

  test('the run went as the canaries need it', () => {
    expect(run.stdout.match(/Tests\s+.*/)?.[0]).toMatch(/Tests\s+6 failed \| 2 passed/)
    expect(run.stdout).toContain('CN=orders')
    expect(Object.keys(outputs).sort()).toEqual(
      expect.arrayContaining([
        'out/mtls.html',
        'out/mtls.json',
        'out/vitest.blob',
        'out/vitest.html',
        'out/vitest.json',
        'out/vitest.xml',
      ]),
    )
  })

  test('no passphrase, credential or token', () => {
    for (const [output, text] of Object.entries(outputs)) {
      for (const canary of Object.values(canaries)) {
        expect({ output, found: count(text, canary) }).toEqual({ output, found: 0 })
      }
    }
  })

  test('no private key and no secret of a connection', () => {
    const scalar = createPrivateKey(client.key).export({ format: 'jwk' }).d!
    const lines = client.key
      .split('\n')
      .slice(1, -2)
      .map((line) => line.slice(0, 40))
    for (const [output, text] of Object.entries(outputs)) {
      for (const secret of [
        ...lines,
        Buffer.from(scalar, 'base64url').toString('hex'),
        'BEGIN PRIVATE KEY',
        'BEGIN ENCRYPTED',
        'TRAFFIC_SECRET',
        'CLIENT_RANDOM',
      ]) {
        expect({ output, secret, found: count(text, secret) }).toEqual({ output, secret, found: 0 })
      }
    }
  })
})

const count = (text: string, part: string) => text.split(part).length - 1
