import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFailingSuite, type FailingSuite } from '../../fixtures/failing-suite.ts'
import { type MtlsServer, startMtlsServer } from '../../fixtures/mtls-server.ts'
import { pathOf, requireProgram } from '../../fixtures/programs.ts'
import { runVitest, type VitestRun } from '../../fixtures/vitest-run.ts'
import { createAuthority } from '../../src/testing/index.ts'

const config = (plugin: string) => `import { defineConfig } from 'vitest/config'
import { playwright } from '@vitest/browser-playwright'
import mtls from 'vitest-mtls'

const launchOptions = { executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] }
export default defineConfig({
  plugins: [${plugin}],
  define: { ports: JSON.stringify({ orders: process.env.ORDERS_PORT, lab: process.env.LAB_PORT, page: process.env.PAGE_PORT }), ca: JSON.stringify(process.env.PAGE_CA) },
  test: {
    browser: { enabled: true, headless: true, screenshotFailures: false, provider: playwright({ launchOptions }), instances: [{ browser: 'chromium' }] },
  },
})
`

const spec = `import { expect, inject, test } from 'vitest'
const orders = 'https://localhost:' + ports.orders
const lab = 'https://localhost:' + ports.lab

test('an answer', async () => {
  expect(typeof window.document).toBe('object')
  const res = await request(orders + '/x', { method: 'POST', json: { id: 1 } })
  expect(await res.json()).toMatchObject({ subject: 'CN=orders', authorized: true, method: 'POST', url: '/x' })
  expect(res).toHaveSentClientCert('orders')
  expect(res.handshake.protocol).toBe('TLSv1.3')
})
test('refusals', async () => {
  await expect(request(lab)).toHaveCertError('self-signed')
  await expect(request(orders, { clientCert: false })).toHaveRejectedClientCert()
  expect(await request(orders, { clientCert: false }).catch((error) => error.message)).toMatch(/clientCert: false/)
  await expect(request(lab)).rejects.toMatchObject({ name: 'HandshakeError', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
})
test('answers', async () => {
  const page = 'https://localhost:' + ports.page
  const refused = await request(page + '/page', { ca, clientCert: false })
  expect(refused).toHaveRejectedClientCert({ status: 400 })
  const token = await request(page + '/token', { ca, clientCert: false })
  expect(token).not.toHaveRejectedClientCert()
  expect(() => expect(token).toHaveRejectedClientCert()).toThrow('WWW-Authenticate: Bearer realm="orders"')
  const hop = await request(page + '/redirect', { ca, clientCert: false })
  expect(hop.redirected).toBe(true)
  expect(() => expect(hop).not.toHaveRejectedClientCert()).toThrow('No required SSL certificate was sent')
})
test('a failing one', async () => {
  const res = await request(orders)
  expect(res).not.toHaveSentClientCert()
})
test('what a page can see', () => {
  expect(Object.keys(inject('vitest-mtls')).sort()).toEqual(['clients', 'globals', 'root', 'transcript'])
  expect(inject('vitest-mtls').root).toBe('')
})
`

/** As nginx says it. */
const refusingPage = '<html><head><title>400 No required SSL certificate was sent</title></head></html>'

const missing = requireProgram('chromium')

describe.skipIf(missing)(`browser mode${missing ? ` (${missing})` : ''}`, () => {
  let suite: FailingSuite
  let run: VitestRun
  let server: MtlsServer

  beforeAll(async () => {
    suite = await createFailingSuite()
    await suite.project.write({ 'vitest.config.ts': config('mtls()'), 'orders.test.ts': spec })
    const authority = await createAuthority()
    const { cert: chain, key } = await authority.issueServerCertificate()
    server = await startMtlsServer({
      identity: { chain, key },
      ca: authority.ca,
      clientCertificate: 'optional',
      handler: ({ url }, response) => {
        if (url === '/redirect') response.writeHead(302, { location: '/page' }).end()
        else if (url === '/token') response.writeHead(401, { 'www-authenticate': 'Bearer realm="orders"' }).end()
        else response.writeHead(400, { 'content-type': 'text/html' }).end(refusingPage)
      },
    })
    const page = { PAGE_PORT: String(server.port), PAGE_CA: authority.ca }
    const env = { ...suite.lab.env, ...page, CHROMIUM: pathOf('chromium') }
    run = await runVitest(suite.project.folder, { env, args: ['--no-color'] })
  })

  afterAll(async () => {
    await server.close()
    await suite[Symbol.asyncDispose]()
  })

  test('the request runs in Node; response and handshake come back', () => {
    const results = run.report?.testResults[0]?.assertionResults
    expect(
      results?.map(({ title, status }) => [title, status]),
      run.stdout + run.stderr,
    ).toEqual([
      ['an answer', 'passed'],
      ['refusals', 'passed'],
      ['answers', 'passed'],
      ['a failing one', 'failed'],
      ['what a page can see', 'passed'],
    ])
    expect(results?.map(({ meta }) => meta?.mtls?.calls.length)).toEqual([1, 4, 3, 1, undefined])
    expect(results?.[3]?.failureMessages.join()).toContain('│── CertificateVerify')
    expect(run.stderr).toContain('mTLS  10 requests, 3 servers')
  })

  test('no key is in anything that was written', async () => {
    const keys = await readdir(join(suite.project.folder, 'certs'))
    const key = await readFile(join(suite.project.folder, 'certs', keys.find((name) => name.endsWith('.key'))!), 'utf8')
    const [, line] = key.split('\n')
    expect(run.stdout + run.stderr).not.toContain(line)
    expect(run.stdout + run.stderr).not.toContain(suite.lab.env.ORDERS_KEY_PASSPHRASE)
  })
})
