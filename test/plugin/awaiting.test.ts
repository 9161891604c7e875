import { beforeAll, describe, expect, test } from 'vitest'
import { createExampleProject, type ExampleProject } from '../../fixtures/example-project.ts'
import { selfSigned } from '../../fixtures/faulty.ts'
import { startMtlsServer } from '../../fixtures/mtls-server.ts'
import { runVitest, type VitestRun } from '../../fixtures/vitest-run.ts'

const spec = `import { expect, test as base } from 'vitest'
const url = process.env.SERVER_URL
const test = base.extend<{ answer: number }>({ answer: async ({}, use) => { await use(42) } })

test('a failing matcher without await', () => {
  expect(request(url)).toHaveCertError('expired')
})
test('a passing matcher without await', () => {
  expect(request(url)).toHaveCertError('self-signed')
})
test('an innocent test', async () => {
  await new Promise((resolve) => setTimeout(resolve, 200))
})
test('a rejection that nobody looks at in time', async () => {
  const refused = request(url)
  await new Promise((resolve) => setTimeout(resolve, 200))
  await expect(refused).toHaveCertError('self-signed')
})
test('a rejection that nobody looks at', () => {
  void request(url)
})
test('an answer that nobody looks at', () => {
  void request(url, { verify: false })
})
test('a failure before the request is awaited', async () => {
  const refused = request(url)
  expect(1).toBe(2)
  await refused
})
test('a fixture', async ({ answer }) => {
  expect(answer).toBe(42)
  await expect(request(url)).toHaveCertError('self-signed')
})
`

describe('awaiting', () => {
  let run: VitestRun
  let project: ExampleProject

  beforeAll(async () => {
    await using server = await startMtlsServer({ identity: await selfSigned(), clientCertificate: 'none' })
    project = await createExampleProject()
    await project.write({
      'vitest.config.ts': `import { defineConfig } from 'vitest/config'
import mtls from 'vitest-mtls'
export default defineConfig({ plugins: [mtls()] })`,
      'awaiting.test.ts': spec,
    })
    run = await runVitest(project.folder, { env: { SERVER_URL: server.url } })
    await project.remove()
  })

  const outcomes = () =>
    Object.fromEntries(run.report!.testResults[0]!.assertionResults.map(({ title, status }) => [title, status]))

  test('a forgotten await fails its own test, and no other', () => {
    expect(outcomes()).toEqual({
      'a failing matcher without await': 'failed',
      'a passing matcher without await': 'failed',
      'an innocent test': 'passed',
      'a rejection that nobody looks at in time': 'passed',
      'a rejection that nobody looks at': 'failed',
      'an answer that nobody looks at': 'failed',
      'a failure before the request is awaited': 'failed',
      'a fixture': 'passed',
    })
    expect(run.stderr).not.toContain('Unhandled')
  })

  const messages = (title: string) =>
    run.report!.testResults[0]!.assertionResults.find((one) => one.title === title)!.failureMessages

  test('the failure names the call and its line', () => {
    expect(messages('a failing matcher without await').join()).toMatch(/await[\s\S]*awaiting\.test\.ts:6:/)
    expect(messages('a passing matcher without await').join()).toMatch(/await[\s\S]*awaiting\.test\.ts:9:/)
    const rejected = messages('a rejection that nobody looks at').join()
    expect(rejected).toMatch(
      /write "await request\(\.\.\.\)"\. It failed: We refused the server[\s\S]*awaiting\.test\.ts:20:/,
    )
    const answered = messages('an answer that nobody looks at').join()
    expect(answered).toMatch(/Nobody looked at what came of request\("https:[\s\S]*awaiting\.test\.ts:23:/)
  })

  test('a test that has failed before is not told of what it could not get to', () => {
    expect(messages('a failure before the request is awaited')).toHaveLength(1)
  })
})
