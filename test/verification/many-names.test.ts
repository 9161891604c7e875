import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { constructed, extension, primitive, sequence } from '../../fixtures/der.ts'
import { findProblems } from '../../src/verification/find-problems.ts'
import { dnsNames, makeChain, soundDraft } from './chain-draft.ts'

/** 200 constraints on 4,000 names are as many as OpenSSL compares; 4,000 on 4,000 are more. */
test.each([
  ['names', 4000, 200, 'PERMITTED_VIOLATION'],
  ['constraints', 200, 4000, 'PERMITTED_VIOLATION'],
  ['names and constraints', 4000, 4000, 'UNSPECIFIED'],
])('4,000 %s in a chain cost less than 100 ms', (_, names, constraints, code) => {
  const draft = soundDraft(2)
  const [leaf, lower, upper] = draft.parts
  const many = (count: number) => Array.from({ length: count }, (_, index) => `a${index}.lab.example`)
  leaf!.subjectAltName = dnsNames('localhost', ...many(names))
  for (const authority of [lower, upper]) {
    const subtrees = many(constraints).map((one) => sequence(primitive(2, Buffer.from(one))))
    authority!.more.push(extension('2.5.29.30', sequence(constructed(0, ...subtrees)), true))
  }
  const { chain, ca } = makeChain(draft)
  const message = code === 'UNSPECIFIED' ? 'unspecified certificate verification error' : 'permitted subtree violation'
  const nodeError = { code: 'UNSPECIFIED', message }
  const input = {
    ...{ chain, host: 'localhost', at: new Date(), trusted: false },
    trustAnchors: ca.map((pem) => new X509Certificate(pem)),
  }
  const problems = findProblems({ ...input, nodeError })
  expect(problems.map((problem) => problem.class)).toEqual(['name-constraint', 'name-constraint'])
  expect(problems.filter((problem) => problem.code === code)).toHaveLength(1)
  // The processor's time, and the best of several: a busy machine says nothing about the work.
  const times = Array.from({ length: 5 }, () => {
    const before = process.cpuUsage()
    findProblems(input)
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  })
  expect(Math.min(...times)).toBeLessThan(100)
})
