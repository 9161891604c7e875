import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { createAuthority } from '../../fixtures/authority.ts'
import { issueIntermediateWith, issueServerWith, permittedDomain } from '../../fixtures/faulty.ts'
import { findProblems } from '../../src/verification/find-problems.ts'
import { derOf } from './node-verdict.ts'
import { seededRandom } from './seeded-random.ts'

const at = new Date()
const host = 'localhost'
const trusted = false

test('a certificate that cannot be read is malformed', () => {
  expect(findProblems({ chain: [Uint8Array.of(0x30, 0x03, 0x01)], host, at, trusted, trustAnchors: [] })).toEqual([
    { class: 'malformed', message: expect.stringContaining('certificate 0 of the chain is malformed: '), position: 0 },
  ])
  expect(findProblems({ chain: [new Uint8Array()], host, at, trusted, trustAnchors: [] })).toMatchObject([
    { class: 'malformed' },
  ])
})

test('thousands of damaged chains: always a list, never an exception', async () => {
  const authority = await createAuthority()
  const constrained = await issueIntermediateWith(authority, { extensions: [permittedDomain('lab.example')] })
  const sound = derOf((await issueServerWith(constrained)).chain)
  const trustAnchors = [new X509Certificate(authority.certificate)]
  const random = seededRandom(7)
  const seen = new Set<string>()
  for (let round = 0; round < 1000; round++) {
    const chain = sound.map((der) => damaged(der, random))
    for (const { class: problemClass } of findProblems({ chain, host, at, trusted, trustAnchors }))
      seen.add(problemClass)
  }
  // Damage shows as more than one kind of problem, the constraint's own among them.
  expect([...seen]).toEqual(expect.arrayContaining(['malformed', 'bad-signature', 'name-constraint', 'unknown-issuer']))
})

/** Up to three bytes changed, or the end cut off. */
function damaged(der: Uint8Array, random: () => number): Uint8Array {
  const copy = Uint8Array.from(der)
  if (random() < 0.1) return copy.subarray(0, Math.floor(random() * copy.length))
  for (let change = 0; change < Math.floor(random() * 4); change++) {
    copy[Math.floor(random() * copy.length)] = Math.floor(random() * 256)
  }
  return copy
}
