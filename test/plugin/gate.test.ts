import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFailingSuite, type FailingSuite } from '../../fixtures/failing-suite.ts'
import { runVitest } from '../../fixtures/vitest-run.ts'

let suite: FailingSuite

const passing = `import { expect, test } from 'vitest'
test('without verification', async () => {
  expect((await request(\`https://localhost:\${process.env.LAB_PORT}\`, { verify: false })).status).toBe(200)
})
test('expected refusals', async () => {
  for (let times = 0; times < 5; times++) await expect(request(\`https://localhost:\${process.env.LAB_PORT}\`, { fresh: true })).toHaveCertError()
})
`

beforeAll(async () => {
  suite = await createFailingSuite()
  await suite.project.write({ 'orders.test.ts': passing })
})

afterAll(() => suite[Symbol.asyncDispose]())

async function run(options: string, env: Record<string, string> = {}) {
  const config = `import { defineConfig } from 'vitest/config'
import mtls from 'vitest-mtls'
export default defineConfig({ plugins: [mtls()], test: { reporters: ['default', ['vitest-mtls/reporter', ${options}]] } })
`
  await suite.project.write({ 'vitest.config.ts': config })
  return runVitest(suite.project.folder, { reporters: [], env: { ...suite.lab.env, ...env } })
}

describe('a run whose tests pass', () => {
  test('fails for what failOn names, and for too many warnings, and says so', async () => {
    const { code, stdout, stderr } = await run("{ failOn: ['verify-off'], maxWarnings: 0 }")
    expect(stdout).toContain('2 passed')
    expect(stderr).toMatch(
      /The run fails for what the table warns of:\n {2}- localhost:\d+: verification is switched off \(failOn: verify-off\)/,
    )
    // That of the server, and the entry of the config that no request has used.
    expect(stderr).toContain('there are 2 warnings, and maxWarnings is 0')
    expect(code).toBe(1)
  })

  test('passes for what it does not have, and refusals that were expected take no line', async () => {
    const { code, stderr } = await run("{ failOn: ['expiry', 'weak', 'old-tls', 'refusal'], maxWarnings: 2 }")
    expect(stderr).toMatch(/mTLS {2}6 requests, 1 server, 1 warning, 5 refusals as the tests expected/)
    expect(stderr.match(/^ {2}localhost/gm)).toHaveLength(1)
    expect(code).toBe(0)
  })

  test('names its report, and adds to the step summary', async () => {
    const summary = join(suite.project.folder, 'summary.md')
    await suite.project.write({ 'summary.md': '# Before\n' })
    const { code, stderr } = await run("{ html: 'mtls-report.html', table: false }", {
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: summary,
    })
    expect(stderr).toContain('\nmTLS report: mtls-report.html\n')
    expect(await readFile(summary, 'utf8')).toMatch(
      /^# Before\n[\s\S]*## mTLS\n[\s\S]*\| localhost:\d+ \| 1 \| TLSv1\.3 \| never asked for \| not asked \|/,
    )
    expect(await readFile(join(suite.project.folder, 'mtls-report.html'), 'utf8')).toContain('2 passed')
    expect(code).toBe(0)
  })

  test('an option that does not exist is an error with the one that was meant', async () => {
    const { code, stderr, stdout } = await run("{ failOn: ['expired'] }")
    expect(code).toBe(1)
    expect(stderr + stdout).toMatch(/options of the reporter[\s\S]*failOn\[0\][\s\S]*expiry/)
  })
})
