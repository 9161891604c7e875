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
