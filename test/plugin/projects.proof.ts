import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFailingSuite, type FailingSuite } from '../../fixtures/failing-suite.ts'
import { runVitest } from '../../fixtures/vitest-run.ts'

const spec = `import { expect, test } from 'vitest'
test('sends', async () => {
  expect(await request(\`https://localhost:\${process.env.ORDERS_PORT}\`)).toHaveSentClientCert('orders')
})
`
const imports = `import { defineConfig } from 'vitest/config'
import mtls from 'vitest-mtls'
`

let suite: FailingSuite

beforeAll(async () => {
  suite = await createFailingSuite()
  await suite.project.write({ 'orders.test.ts': '', 'one/a.test.ts': spec, 'two/b.test.ts': spec })
})

afterAll(() => suite[Symbol.asyncDispose]())

async function run(files: Record<string, string>, ...args: string[]) {
  await suite.project.write(files)
  return runVitest(suite.project.folder, { args, env: suite.lab.env })
}

describe('several projects', () => {
  test.each([
    [
      'inline, extending the root with the plugin',
      `plugins: [mtls()], test: { projects: [
        { extends: true, test: { name: 'one', include: ['one/*.test.ts'] } },
        { extends: true, test: { name: 'two', include: ['two/*.test.ts'] } } ] }`,
    ],
    [
      'inline, each with the plugin',
      `test: { projects: [
        { plugins: [mtls()], test: { name: 'one', include: ['one/*.test.ts'] } },
        { plugins: [mtls()], test: { name: 'two', include: ['two/*.test.ts'] } } ] }`,
    ],
    ['in folders, each with the plugin', `test: { projects: ['one', 'two'] }`],
  ])('%s', async (_, config) => {
    const own = `${imports}export default defineConfig({ plugins: [mtls()], test: { include: ['*.test.ts'] } })`
    const { report, stderr } = await run({
      'vitest.config.ts': `${imports}export default defineConfig({ ${config} })`,
      'one/vitest.config.ts': own,
      'two/vitest.config.ts': own,
    })
    expect(
      report?.testResults.flatMap((file) => file.assertionResults.flatMap((one) => one.failureMessages)),
      stderr,
    ).toEqual([])
    expect(report?.numPassedTests).toBe(2)
    // One table, whichever project's plugin came first, and nothing else.
    expect(stderr.match(/^mTLS/gm)).toHaveLength(1)
    expect(stderr).toContain('mTLS  2 requests, 1 server, 0 warnings')
  })

  test('inline without extending: a warning says why nothing happens there', async () => {
    const { stderr, report } = await run({
      'vitest.config.ts': `${imports}export default defineConfig({ plugins: [mtls()], test: { projects: [
        { test: { name: 'one', include: ['one/*.test.ts'] } },
        { plugins: [mtls()], test: { name: 'two', include: ['two/*.test.ts'] } } ] } })`,
    })
    expect(report).toMatchObject({ numPassedTests: 1, numFailedTests: 1 })
    expect(stderr.match(/vitest-mtls: .* project one: give it `extends: true`/g)).toHaveLength(1)
  })
})
