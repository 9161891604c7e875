import { expect, test } from 'vitest'
import { judge } from '../../src/judgement/judge.ts'
import { situations, situationsBeforeTls } from '../../src/judgement/situations/index.ts'
import { evidence, failure, handshake } from './evidence-builder.ts'
import { answered } from './situations/answered.ts'
import { beforeTls } from './situations/before-tls.ts'
import { certificateMissing } from './situations/certificate-missing.ts'
import { certificateRefused } from './situations/certificate-refused.ts'
import { further } from './situations/further.ts'
import type { Row } from './situations/row.ts'
import { serverCertificate } from './situations/server-certificate.ts'
import { serverIssuer } from './situations/server-issuer.ts'
import { tls } from './situations/tls.ts'

const rows: Row[] = [
  ...beforeTls,
  ...tls,
  ...serverCertificate,
  ...serverIssuer,
  ...certificateMissing,
  ...certificateRefused,
  ...answered,
  ...further,
]

test.each(rows)('$situation: who, by what, about what, how sure, and the words', ({ evidence, judged, ...words }) => {
  const { situation, party, means, subject, certainty, cause, remedy } = judge(evidence)
  expect({ situation, cause, ...(remedy !== undefined && { remedy }) }).toEqual(words)
  expect(`${party} ${means} ${subject.kind} ${certainty}`).toBe(judged)
})

test('about what in detail, by which alert or answer, and the evidence for it', () => {
  const details = rows.map(({ evidence }) => {
    const { situation, subject, alert, status, evidence: facts } = judge(evidence)
    const by = alert ? `, ${alert.description} of the ${alert.from}` : status === undefined ? '' : `, answer ${status}`
    return `${situation}${by}\n  ${JSON.stringify(subject)}\n  ${facts.join('; ')}`
  })
  expect(details.join('\n')).toMatchSnapshot()
})

test('the same evidence has one judgement, until it says more', () => {
  const known = { ...evidence(handshake({ status: 'sent' }), failure('ECONNRESET')) }
  const first = judge(known)
  expect(judge(known)).toBe(first)
  Object.assign(known, { error: undefined, status: 200 })
  expect(judge(known).situation).toBe('client-certificate-accepted')
})

test('every situation has an example', () => {
  const shown = new Set(rows.map(({ situation }) => situation))
  const known = [...situations, ...situationsBeforeTls].map(({ situation }) => situation)
  expect(known.filter((situation) => !shown.has(situation))).toEqual([])
})

test('cause and remedy are one sentence each', () => {
  for (const { cause, remedy } of rows) {
    expect(cause).toMatch(/^[A-Z].*[^.]\.$/)
    if (remedy !== undefined) expect(remedy).toMatch(/^[A-Z].*[^.]\.$/)
    expect(`${cause} ${remedy ?? ''}`.trimEnd()).not.toMatch(/undefined|null|\[object|NaN|\.\.| {2}/)
  }
})
