import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createFailingSuite, type FailingSuite, vitestConfig } from '../../fixtures/failing-suite.ts'
import { runVitest } from '../../fixtures/vitest-run.ts'
import type { RunReport } from '../../src/report/run-report.ts'
import { withoutNotices } from './normalised.ts'

const config = vitestConfig({
  test: `{ reporters: [['vitest-mtls/reporter', { html: 'report.html', json: 'report.json' }]] }`,
})

const more = `import { beforeAll, describe, expect, test } from 'vitest'
const orders = \`https://localhost:\${process.env.ORDERS_PORT}\`
beforeAll(() => request(orders + '/beforeAll'))
describe('more', () => {
  test('one', async () => { expect(await request(orders + '/one')).toHaveSentClientCert() })
  test('two', async () => { expect(await request(orders + '/two', { clientCert: false }).catch((error) => error)).toHaveRejectedClientCert() })
  test('three', async () => { await request('http://127.0.0.1:1/').catch(() => {}) })
})
`

/** The report of a run without what the clock decides. */
async function reportIn({ project }: FailingSuite): Promise<RunReport> {
  const report: RunReport = JSON.parse(await readFile(join(project.folder, 'report.json'), 'utf8'))
  for (const { handshake } of report.connections) Object.assign(handshake, { startedAt: '', durationMs: {} })
  for (const test of report.tests) Object.assign(test, { durationMs: 0 })
  return report
}

async function pageIn({ project }: FailingSuite): Promise<string> {
  const page = await readFile(join(project.folder, 'report.html'), 'utf8')
  return page.replace(/"durationMs":[\d.]+,?|[\d.]+ ms|\d{4}-\d\d-\d\dT[\d:.]+Z/g, '').replace(/width:[\d.]+%/g, '')
}

test('three machines and a merge give the table and the reports of one run', async () => {
  await using suite = await createFailingSuite()
  const { project, lab } = suite
  await project.write({ 'vitest.config.ts': config, 'more.test.ts': more, 'most/more.test.ts': more })
  const run = (...args: string[]) => runVitest(project.folder, { args, env: lab.env, reporters: [] })

  const single = await run()
  const [report, page] = [await reportIn(suite), await pageIn(suite)]
  // Those without a request, too: the report counts as Vitest does.
  expect(report.tests).toHaveLength(12)

  for (const shard of ['1/3', '2/3', '3/3']) await run('--reporter=blob', `--shard=${shard}`)
  // Whoever merges has neither the certificates nor the environment of those who ran the tests.
  await project.write({ 'certs/orders.crt': '', 'certs/orders.key': '', 'certs/ca.pem': '' })
  const merged = await runVitest(project.folder, { args: ['--merge-reports'], reporters: [] })

  expect(await reportIn(suite)).toEqual(report)
  expect(await pageIn(suite)).toEqual(page)
  expect(withoutNotices(merged.stderr)).toEqual(withoutNotices(single.stderr))
  expect(single.stderr).toContain('mTLS  11 requests, 4 servers')
})

test('entries that no shard has used are known when the reports are merged', async () => {
  await using suite = await createFailingSuite()
  const { project, lab } = suite
  const orders = `cert: 'certs/orders.crt', key: 'certs/orders.key', passphrase: '\${ORDERS_KEY_PASSPHRASE}'`
  const spec = (init: string) => `import { expect, test } from 'vitest'
test('orders', async () => expect((await request('${lab.orders.url}', ${init})).status).toBe(200))`
  await project.write({
    'vitest.config.ts': config,
    'orders.test.ts': spec('{}'),
    'named.test.ts': spec("{ clientCert: 'named' }"),
    'mtls.config.ts': `export default { ca: 'certs/ca.pem', unusedEntries: 'error', clientCertificates: [
  { name: 'orders', host: 'localhost', port: ${lab.orders.port}, ${orders} },
  { name: 'named', host: 'named.internal', ${orders} },
  { name: 'idle', host: 'idle.internal', ${orders} },
] }`,
  })
  for (const shard of ['1/2', '2/2']) {
    const args = ['--reporter=blob', `--shard=${shard}`]
    const { code, stderr } = await runVitest(project.folder, { args, env: lab.env, reporters: [] })
    expect({ code, isNoted: stderr.includes('no request of this run') }, stderr).toEqual({ code: 0, isNoted: false })
  }
  const merged = await runVitest(project.folder, { args: ['--merge-reports'], reporters: [] })
  expect(merged.stderr).toContain(
    "no request of this run used\n  - clientCertificates[2] ('idle', idle.internal:443)\n",
  )
  expect(merged.code).toBe(1)
})
