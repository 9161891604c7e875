import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runVitest, type VitestRun } from '../../fixtures/vitest-run.ts'
import { pendingOf, watchPending } from '../../src/evidence/pending.ts'
import { testNames } from '../../src/evidence/test-names.ts'
import { matchers } from '../../src/matchers/index.ts'
import { handshake } from '../judgement/evidence-builder.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))

const setup = `
import { afterEach, expect } from 'vitest'
import { pendingOf, watchPending } from '${repository}src/evidence/pending.ts'
import { testNames } from '${repository}src/evidence/test-names.ts'
import { matchers } from '${repository}src/matchers/index.ts'
expect.extend(matchers)
watchPending()
afterEach(({ task }) => {
  for (const { error } of pendingOf(...testNames(task))) throw error
})
`

const spec = `
import { expect, test } from 'vitest'
import { handshake } from '${repository}test/judgement/evidence-builder.ts'
const later = (status) => new Promise((resolve) => setImmediate(() => resolve(handshake({ status }))))
test('awaits', async () => {
  await expect(later('sent')).toHaveSentClientCert()
})
test('forgets one that holds', () => {
  expect(later('sent')).toHaveSentClientCert()
})
test('forgets one that fails', () => {
  expect(later('empty')).toHaveSentClientCert()
})
test('is not blamed', async () => {
  await new Promise((resolve) => setTimeout(resolve, 50))
})
test('forgets one that has long been settled', async () => {
  expect(later('empty')).not.toHaveSentClientCert()
  await new Promise((resolve) => setTimeout(resolve, 50))
})
test('forgets a soft one', async () => {
  expect.soft(later('sent')).toHaveSentClientCert()
})
test('awaits all together, or returns', () => {
  return Promise.all([expect(later('sent')).toHaveSentClientCert(), expect.soft(later('sent')).toHaveSentClientCert()])
})
`

let folder: string
let run: VitestRun

beforeAll(async () => {
  await mkdir(join(repository, '.projects'), { recursive: true })
  folder = await mkdtemp(join(repository, '.projects', 'pending-'))
  await writeFile(join(folder, 'setup.ts'), setup)
  await writeFile(join(folder, 'forgetful.test.ts'), spec)
  await writeFile(join(folder, 'vitest.config.ts'), "export default { test: { setupFiles: ['./setup.ts'] } }\n")
  run = await runVitest(folder)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

test('an assertion that nobody awaits fails its own test, with the line of the call', () => {
  const results = run.report?.testResults[0]?.assertionResults ?? []
  expect(results.map(({ title, status }) => `${title}: ${status}`)).toEqual([
    'awaits: passed',
    'forgets one that holds: failed',
    'forgets one that fails: failed',
    'is not blamed: passed',
    'forgets one that has long been settled: failed',
    'forgets a soft one: failed',
    'awaits all together, or returns: passed',
  ])
  expect(results[1]?.failureMessages[0]).toContain(
    'expect(...).toHaveSentClientCert() on a promise or a function was not awaited',
  )
  expect(results[1]?.failureMessages[0]).toContain('forgetful.test.ts:9:')
  expect(results[4]?.failureMessages[0]).toContain('expect(...).not.toHaveSentClientCert()')
})

test('nothing else fails the run', () => {
  expect(run.stderr).not.toContain('Unhandled')
})

test('each test gets its own assertions back', async () => {
  expect.extend(matchers)
  watchPending()
  const assertion = expect(Promise.resolve(handshake())).not.toHaveSentClientCert()
  expect(pendingOf('another test')).toEqual([])
  const [entry, ...others] = pendingOf()
  expect(others).toEqual([])
  expect(entry?.error.message).toContain('was not awaited')
  expect(pendingOf()).toEqual([])
  await assertion
})

test('a test is known by its id and by its full name', () => {
  const suite = { name: 'inner', suite: { name: 'outer' } }
  expect(testNames({ id: '1_0_0', name: 'holds', suite })).toEqual(['1_0_0', 'outer > inner > holds'])
})

test('its full name is what the host calls it', ({ task }) => {
  expect(testNames(task)).toEqual([task.id, expect.getState().currentTestName])
})
