import { expect, test } from 'vitest'
import { createRunReport } from '../../src/report/run-report.ts'
import { alert, handshake } from '../judgement/evidence-builder.ts'
import { call, connection, testRun } from './run-builder.ts'

test('a connection that several tests of a file use is one, with what was seen last', () => {
  const first = { ...connection(handshake()) }
  const one = testRun([call([first])], { names: ['one'] })
  const later = handshake({ alerts: [alert(0, 'close_notify')] })
  const two = testRun([call([Object.assign(first, { handshake: later })])], { names: ['two'] })
  const report = createRunReport([one, two])
  expect(report.connections).toMatchObject([{ requests: 2, tests: [0, 1], handshake: { alerts: [{ code: 0 }] } }])
})

test('connections of two files are two, though they have the same number there', () => {
  const shared = connection(handshake())
  const runs = [testRun([call([shared])], { file: 'b.test.ts' }), testRun([call([shared])], { file: 'a.test.ts' })]
  expect(createRunReport(runs).connections).toHaveLength(2)
})

test('the order in which files come does not matter', () => {
  const runs = ['b', 'a', 'c'].map((file) => testRun([call([connection(handshake({ host: file }))])], { file }))
  const report = createRunReport(runs)
  expect(report.tests.map(({ file }) => file)).toEqual(['a', 'b', 'c'])
  expect(createRunReport(runs.toReversed())).toEqual(report)
})

test('tests without a request do not appear', () => {
  expect(createRunReport([testRun([])]).tests).toEqual([])
})
