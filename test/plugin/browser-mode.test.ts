import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFailingSuite, type FailingSuite } from '../../fixtures/failing-suite.ts'
import { pathOf, requireProgram } from '../../fixtures/programs.ts'
import { runVitest, type VitestRun } from '../../fixtures/vitest-run.ts'

const config = (plugin: string) => `import { defineConfig } from 'vitest/config'
import { playwright } from '@vitest/browser-playwright'
import mtls from 'vitest-mtls'

const launchOptions = { executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] }
export default defineConfig({
  plugins: [${plugin}],
  define: { ports: JSON.stringify({ orders: process.env.ORDERS_PORT, lab: process.env.LAB_PORT }) },
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
  await expect(request(lab)).rejects.toMatchObject({ name: 'HandshakeError', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
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

const missing = requireProgram('chromium')

describe.skipIf(missing)(`browser mode${missing ? ` (${missing})` : ''}`, () => {
  let suite: FailingSuite
  let run: VitestRun

  beforeAll(async () => {
    suite = await createFailingSuite()
    await suite.project.write({ 'vitest.config.ts': config('mtls()'), 'orders.test.ts': spec })
    const env = { ...suite.lab.env, CHROMIUM: pathOf('chromium') }
    run = await runVitest(suite.project.folder, { env, args: ['--no-color'] })
  })

  afterAll(() => suite[Symbol.asyncDispose]())

  test('the request runs in Node; response and handshake come back', () => {
    const results = run.report?.testResults[0]?.assertionResults
    expect(
      results?.map(({ title, status }) => [title, status]),
      run.stdout + run.stderr,
    ).toEqual([
      ['an answer', 'passed'],
      ['refusals', 'passed'],
      ['a failing one', 'failed'],
      ['what a page can see', 'passed'],
    ])
    expect(results?.map(({ meta }) => meta?.mtls?.calls.length)).toEqual([1, 3, 1, undefined])
    expect(results?.[2]?.failureMessages.join()).toContain('│── CertificateVerify')
    expect(run.stderr).toContain('mTLS  5 requests, 2 servers')
  })

  test('no key is in anything that was written', async () => {
    const keys = await readdir(join(suite.project.folder, 'certs'))
    const key = await readFile(join(suite.project.folder, 'certs', keys.find((name) => name.endsWith('.key'))!), 'utf8')
    const [, line] = key.split('\n')
    expect(run.stdout + run.stderr).not.toContain(line)
    expect(run.stdout + run.stderr).not.toContain(suite.lab.env.ORDERS_KEY_PASSPHRASE)
  })
})
