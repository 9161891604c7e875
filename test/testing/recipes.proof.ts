import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runVitest, type VitestRun } from '../../fixtures/vitest-run.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))
let project: string
let recipes: string[]
let run: VitestRun

beforeAll(async () => {
  const page = await readFile(join(repository, 'docs/testing.md'), 'utf8')
  recipes = [...page.matchAll(/```ts recipe\n([\s\S]*?)```/g)].map(([, code]) => code!)
  const folder = join(repository, '.projects')
  await mkdir(folder, { recursive: true })
  project = await mkdtemp(join(folder, 'recipes-'))
  const config = `import mtls from 'vitest-mtls'
export default { plugins: [mtls({ globals: false })], test: { testTimeout: 60_000, reporters: ['json', ['vitest-mtls/reporter', { json: 'mtls.json', html: 'mtls.html' }]] } }
`
  await writeFile(join(project, 'vitest.config.ts'), config)
  await writeFile(join(project, 'ends.test.ts'), ends)
  for (const [place, code] of recipes.entries()) await writeFile(join(project, `recipe-${place + 1}.test.ts`), code)
  run = await runVitest(project, { reporters: [] })
})

afterAll(() => rm(project, { recursive: true, force: true }))

test('every recipe of the page does what it says', () => {
  expect(recipes).toHaveLength(5)
  const results = run.report!.testResults.flatMap(({ name, assertionResults, message }) =>
    assertionResults.length === 0
      ? [{ name, title: message, status: 'failed', failureMessages: [] }]
      : assertionResults,
  )
  const failed = results.filter(({ status }) => status !== 'passed')
  expect(failed.map(({ title, failureMessages }) => `${title}: ${failureMessages.join('\n')}`)).toEqual([])
  expect(results.length).toBeGreaterThanOrEqual(15)
})

test('what servers did with flawed certificates is in the report of the run, without keys', async () => {
  const [json, page] = await Promise.all(
    ['mtls.json', 'mtls.html'].map((name) => readFile(join(project, name), 'utf8')),
  )
  const report = JSON.parse(json!) as {
    tests: { names: string[]; flaws?: { rows: { flaw: string; outcome: string }[] }[] }[]
  }
  const tables = report.tests.flatMap(({ flaws = [] }) => flaws)
  expect(tables).toHaveLength(2)
  expect(tables[0]!.rows.find(({ flaw }) => flaw === 'expired')).toMatchObject({ outcome: 'refused' })
  expect(page).toContain('Flawed client certificates')
  expect(page).toContain('authority-of-the-same-name')
  expect(json! + page! + run.stdout + run.stderr).not.toContain('PRIVATE KEY')
})

/** Servers end with their test, or with their file; tests side by side do not meet. */
const ends = `
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { request } from 'vitest-mtls/request'
import { createAuthority, serve } from 'vitest-mtls/testing'

const authority = await createAuthority()
const isOpen = (port) => new Promise((resolve) => {
  const socket = connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true) }).on('error', () => resolve(false))
})
let ofFile
let ofTest

beforeAll(async () => { ofFile = await serve({ authority }) })

test('is open in its test', async () => {
  ofTest = await serve({ authority })
  expect(await isOpen(ofTest.port)).toBe(true)
})

test('is closed after it', async () => {
  expect(await isOpen(ofTest.port)).toBe(false)
  expect(await isOpen(ofFile.port)).toBe(true)
})

describe.concurrent('side by side', () => {
  test.each(Array.from({ length: 8 }, (_, place) => place))('server %i', async (place) => {
    const server = await serve({ authority }, async () => new Response(String(place)))
    for (let round = 0; round < 5; round++) {
      expect(await (await request(server.url, { ca: authority })).text()).toBe(String(place))
    }
    expect(server.connections).toHaveLength(1)
  })
})
`
