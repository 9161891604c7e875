import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFailingSuite, type FailingSuite, vitestConfig } from '../../fixtures/failing-suite.ts'
import { rounds } from '../../fixtures/rounds.ts'
import { runVitest } from '../../fixtures/vitest-run.ts'
import { normalised } from './normalised.ts'

let suite: FailingSuite

beforeAll(async () => {
  suite = await createFailingSuite()
})

afterAll(() => suite[Symbol.asyncDispose]())

async function outputOf(reporter: string, ...args: string[]) {
  const { folder } = suite.project
  const { code, stdout, stderr, report } = await runVitest(folder, { args, reporters: [reporter], env: suite.lab.env })
  expect(code).toBe(1)
  return { stdout: normalised(stdout, suite), stderr: normalised(stderr, suite), report }
}

const transcripts = (output: string) => output.match(/mTLS transcript/g)?.length ?? 0

describe('a failed test shows its handshakes, and a passed one does not', () => {
  test.each(rounds(['default', 'junit', 'github-actions', 'verbose', 'dot', 'tap', 'tap-flat'], ['default']))(
    'with the reporter %s',
    async (reporter) => {
      const { stdout, stderr } = await outputOf(reporter)
      await expect(`${stdout}\n===== stderr =====\n${stderr}`).toMatchFileSnapshot(`__snapshots__/${reporter}.txt`)
      expect(transcripts(stdout + stderr)).toBeGreaterThanOrEqual(2)
      expect(stdout + stderr).not.toContain('BEGIN CERTIFICATE')
    },
  )

  test('with the reporter json', async () => {
    const { report } = await outputOf('json')
    const results = report!.testResults[0]!.assertionResults
    const failures = Object.fromEntries(results.map((one) => [one.title, one.failureMessages.map(transcripts)]))
    expect(failures).toEqual({
      'orders accepts our certificate': [],
      'the status page asks for a certificate': [1],
      'the lab box is trusted': [1],
      'no request at all': [0],
    })
    expect(results.map(({ meta }) => meta?.mtls?.connections.length)).toEqual([1, 1, 1, undefined])
    const lab = results[2]!.meta!.mtls!
    expect(lab.calls).toMatchObject([
      {
        method: 'GET',
        error: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
        judgement: { party: 'client' },
        connections: [0],
      },
    ])
    expect(JSON.stringify(results)).not.toContain('canary')
  })

  test.runIf(rounds(true, false))('with the reporter html', async () => {
    await outputOf('html', '--outputFile.html=page/index.html')
    const page = gunzipSync(await readFile(join(suite.project.folder, 'page/html.meta.json.gz'))).toString()
    expect(transcripts(page)).toBeGreaterThanOrEqual(2)
  })
})

describe('transcripts when they are asked for', () => {
  test.runIf(rounds(true, false))('none with --silent', async () => {
    const { stdout, stderr } = await outputOf('default', '--silent')
    expect(transcripts(stdout + stderr)).toBe(0)
  })

  test.runIf(rounds(true, false))('none with transcript: never', async () => {
    await suite.project.write({ 'vitest.config.ts': vitestConfig({ plugin: "mtls({ transcript: 'never' })" }) })
    const { stdout, stderr } = await outputOf('default')
    expect(transcripts(stdout + stderr)).toBe(0)
  })

  test('of every test with transcript: always, but not with --silent', async () => {
    await suite.project.write({ 'vitest.config.ts': vitestConfig({ plugin: "mtls({ transcript: 'always' })" }) })
    const loud = await outputOf('default')
    expect(loud.stdout).toMatch(/stdout \| orders\.test\.ts > orders accepts our certificate\nmTLS transcript/)
    expect(transcripts(loud.stdout + loud.stderr)).toBe(3)
    if (rounds(false, true)) return
    const silent = await outputOf('default', '--silent')
    expect(transcripts(silent.stdout + silent.stderr)).toBe(0)
  })
})
