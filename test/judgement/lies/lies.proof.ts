import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { runVitest } from '../../../fixtures/vitest-run.ts'
import { lies } from './lies.ts'

/** Failed tests by the name of the project. */
const failed = new Map<string, number>()

beforeAll(async () => {
  const args = ['--config', 'test/judgement/lies/vitest.config.ts']
  const run = await runVitest(join(import.meta.dirname, '../../..'), { args, reporters: [] })
  for (const [line] of run.stdout.matchAll(/^\{"project":.*\}$/gm)) {
    const counted: { project: string; failed: number } = JSON.parse(line)
    failed.set(counted.project, (failed.get(counted.project) ?? 0) + counted.failed)
  }
}, 600_000)

test.each(['table', 'readers'])('the %s of the truth hold', (witness) => {
  expect(failed.get(`${witness}: the truth`)).toBe(0)
})

test.each(lies)('a lie about $field makes a test of the table fail', ({ field }) => {
  expect(failed.get(`table: ${field}`)).toBeGreaterThan(0)
})

test.each(lies.filter(({ isRead }) => isRead))('a lie about $field makes a test of its readers fail', ({ field }) => {
  expect(failed.get(`readers: ${field}`)).toBeGreaterThan(0)
})

test('every field of a judgement is lied about', () => {
  const fields = new Set(lies.map(({ field }) => field.split(/[,. ]/)[0]))
  const all = ['situation', 'party', 'means', 'subject', 'certainty', 'alert', 'status', 'evidence', 'cause', 'remedy']
  expect([...fields].sort()).toEqual(all.sort())
})
