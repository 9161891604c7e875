import { expect, test } from 'vitest'
import { diagnose } from '../../src/judgement/diagnose.ts'
import { situations, situationsBeforeTls } from '../../src/judgement/situations/index.ts'
import { answered } from './situations/answered.ts'
import { beforeTls } from './situations/before-tls.ts'
import { certificateMissing } from './situations/certificate-missing.ts'
import { certificateRefused } from './situations/certificate-refused.ts'
import type { Row } from './situations/row.ts'
import { serverCertificate } from './situations/server-certificate.ts'
import { tls } from './situations/tls.ts'

const rows: Row[] = [
  ...beforeTls,
  ...tls,
  ...serverCertificate,
  ...certificateMissing,
  ...certificateRefused,
  ...answered,
]

test.each(rows)('$situation is told with its party, cause and remedy', ({ evidence, ...diagnosis }) => {
  expect(diagnose(evidence)).toEqual(diagnosis)
})

test('every situation has an example', () => {
  const shown = new Set(rows.map(({ situation }) => situation))
  const known = [...situations, ...situationsBeforeTls].map(({ situation }) => situation)
  expect(known.filter((situation) => !shown.has(situation))).toEqual([])
})

test('cause and remedy are one sentence each', () => {
  for (const { cause, remedy } of rows) {
    expect(cause).toMatch(/^[A-Z].*[^.]\.$/)
    expect(remedy).toMatch(/^[A-Z].*[^.]\.$/)
    expect(`${cause} ${remedy}`).not.toMatch(/undefined|null|\[object|NaN|\.\.| {2}/)
  }
})
