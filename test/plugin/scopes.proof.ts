import { describe, expect, test } from 'vitest'
import { createExampleProject } from '../../fixtures/example-project.ts'
import { vitestConfig } from '../../fixtures/failing-suite.ts'
import { selfSigned } from '../../fixtures/faulty.ts'
import { startMtlsServer } from '../../fixtures/mtls-server.ts'
import { runVitest } from '../../fixtures/vitest-run.ts'
import type { TestEvidence } from '../../src/report/test-evidence.ts'

/** Every request says in its path whose it is. */
const spec = `import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test as base } from 'vitest'
const ask = (path) => request(process.env.SERVER_URL + path, { verify: false })
const breathe = () => new Promise((resolve) => setTimeout(resolve, 5))
const test = base.extend({ page: async ({ task }, use) => { await ask('/fixture/' + task.name); await use(1); await ask('/fixture-end/' + task.name) } })

beforeAll(() => ask('/beforeAll'))
afterAll(() => ask('/afterAll'))
beforeEach(({ task }) => ask('/beforeEach/' + task.name))
afterEach(({ task }) => ask('/afterEach/' + task.name))

describe.concurrent('side by side', () => {
  for (let number = 0; number < 12; number++) {
    test('concurrent-' + number, async ({ task }) => {
      await ask('/test/' + task.name)
      await breathe()
      await Promise.all([ask('/test/' + task.name), ask('/test/' + task.name)])
    })
  }
})
test('fixture', ({ page }) => { expect(page).toBe(1) })
let tries = 0
test('retried', { retry: 2 }, async () => { await ask('/test/retried'); expect(++tries).toBe(3) })
let rounds = 0
test('repeated', { repeats: 2 }, async () => { await ask('/test/repeated'); rounds++ })
test('finished', async () => { onTestFinished(() => ask('/test/finished')) })
let late
test('leaves something running', async () => { late = breathe().then(breathe).then(() => ask('/late')) })
test('waits for what another left', async () => { await late; await ask('/test/waits for what another left') })
test('none', () => {})
`

async function run(...args: string[]) {
  await using server = await startMtlsServer({ identity: await selfSigned(), clientCertificate: 'none' })
  await using project = await createExampleProject()
  const files = { 'vitest.config.ts': vitestConfig(), 'one.test.ts': spec, 'two.test.ts': spec }
  await project.write({ ...files, 'package.json': '{ "type": "module" }' })
  const { report, stderr } = await runVitest(project.folder, { args, env: { SERVER_URL: server.url } })
  expect(report, stderr).toMatchObject({ numFailedTests: 0 })
  return report!
}

const paths = (evidence: TestEvidence | undefined) =>
  evidence?.calls.map(({ url }) => decodeURI(new URL(url).pathname)) ?? []

describe("a test's handshakes are its own", () => {
  test.each([
    '--pool=forks',
    '--pool=vmThreads',
    '--no-isolate --no-file-parallelism',
    '--sequence.hooks=list',
    '--sequence.hooks=parallel',
  ])('with %s', async (options) => {
    const report = await run(...options.split(' '))

    expect(report.testResults).toHaveLength(2)
    for (const { assertionResults } of report.testResults) {
      const seen = Object.fromEntries(assertionResults.map(({ title, meta }) => [title, paths(meta?.mtls)]))
      for (const [title, own] of Object.entries(seen)) {
        expect(own.filter((path) => !path.endsWith(`/${title}`))).toEqual([])
      }
      const around = (title: string, ...middle: string[]) => [`/beforeEach/${title}`, ...middle, `/afterEach/${title}`]
      for (let number = 0; number < 12; number++) {
        const own = `/test/concurrent-${number}`
        expect(seen[`concurrent-${number}`]).toEqual(around(`concurrent-${number}`, own, own, own))
      }
      expect(seen.retried).toEqual([1, 2, 3].flatMap(() => around('retried', '/test/retried')))
      expect(seen.repeated?.filter((path) => path === '/test/repeated').length).toBeGreaterThan(0)
      expect(seen.fixture?.toSorted()).toEqual(
        ['/beforeEach/fixture', '/fixture/fixture', '/afterEach/fixture', '/fixture-end/fixture'].toSorted(),
      )
      expect(seen.finished).toEqual([...around('finished'), '/test/finished'])
      expect(seen.none).toEqual(around('none'))
    }
  })
})

test('an error at the end of a fixture has no frame of ours', async () => {
  await using project = await createExampleProject()
  await project.write({
    'vitest.config.ts': vitestConfig(),
    'a.test.ts': `import { expect, test as base } from 'vitest'
const test = base.extend({ page: async ({}, use) => {
  await use(1)
  await expect(request('https://127.0.0.1:1/')).toHaveCertError()
} })
test('ends badly', ({ page }) => { expect(page).toBe(1) })`,
  })
  const { report } = await runVitest(project.folder)
  const messages = report!.testResults[0]!.assertionResults[0]!.failureMessages
  expect(messages[0]).toContain('a.test.ts:4')
  expect(messages.join('\n')).not.toContain('node_modules/vitest-mtls')
})
