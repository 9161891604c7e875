import { describe, expect, test } from 'vitest'
import type { TestEvidence } from '../../src/report/test-evidence.ts'
import { unusedEntries, unusedEntriesNote } from '../../src/report/unused-entries.ts'

const entries = ['a', 'b', 'c'].map((name) => ({ path: name, label: `${name} (${name}.internal:443)` }))
const evidence = (usedEntries?: string[], unused?: 'note' | 'error') =>
  ({ ...(usedEntries && { usedEntries }), ...(unused && { configured: { unused, entries } }) }) as TestEvidence

describe('what no request of a run has used', () => {
  test.each<[string, TestEvidence[], string[]]>([
    ['nothing is known without a file that tells', [evidence(['a'])], []],
    ['no request at all', [], []],
    ['one test', [evidence(['a'], 'note')], ['b', 'c']],
    ['several tests of a file', [evidence(['a'], 'note'), evidence(['b'])], ['c']],
    ['several files', [evidence(['a'], 'note'), evidence(['c', 'b'], 'note')], []],
    ['a request without a certificate', [evidence(undefined, 'note')], ['a', 'b', 'c']],
    ['one that another config has', [evidence(['z'], 'note')], ['a', 'b', 'c']],
  ])('%s', (_, all, unused) => {
    expect(unusedEntries(all).map(({ label }) => label[0])).toEqual(unused)
  })
})

test('what is said', () => {
  expect(unusedEntriesNote([])).toBe('')
  expect(unusedEntriesNote(unusedEntries([evidence(['a'], 'note')]))).toMatchInlineSnapshot(`
    "mTLS: no request of this run used
      - b (b.internal:443)
      - c (c.internal:443)
    Remove them, correct their hosts and ports, or write unusedEntries: 'ignore' in the config."
  `)
  expect(unusedEntriesNote(unusedEntries([evidence(['a', 'b'], 'error')]))).toMatchInlineSnapshot(`
    "mTLS: no request of this run used
      - c (c.internal:443)
    The run fails for that: the config has unusedEntries: 'error'. Remove them, or correct their hosts and ports."
  `)
})
