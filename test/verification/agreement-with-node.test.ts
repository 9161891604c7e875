import { expect, test } from 'vitest'
import { clientAuth, createAuthority, serverAuth } from '../../fixtures/authority.ts'
import {
  expired,
  issueIntermediateWith,
  issueServerWith,
  notYetValid,
  permittedDomain,
  type ServerFaults,
  unknownCriticalExtension,
} from '../../fixtures/faulty.ts'
import { rounds } from '../../fixtures/rounds.ts'
import { classOfNodeError } from '../../src/verification/problem-class-of.ts'
import { judge } from './node-verdict.ts'
import { seededRandom } from './seeded-random.ts'

const leafFaults: ServerFaults[] = [
  {},
  expired(),
  notYetValid(),
  { hosts: ['other.example'] },
  { hosts: ['*.lab.example', '127.0.0.1'] },
  { extendedKeyUsage: [clientAuth] },
  { extendedKeyUsage: [clientAuth, serverAuth] },
  { keyUsage: 32 },
  { keyUsage: false },
  { hash: 'SHA-1' },
  { keyType: 'rsa-1024' },
  { badSignature: true },
  { extensions: [unknownCriticalExtension()] },
]

const authorityFaults: Parameters<typeof issueIntermediateWith>[1][] = [
  {},
  expired(),
  notYetValid(),
  { isCA: false },
  { isCA: false, keyUsage: false },
  { keyUsage: 1 },
  { extendedKeyUsage: [clientAuth] },
  { extendedKeyUsage: [serverAuth] },
  { pathLength: 0 },
  { hash: 'SHA-1' },
  { extensions: [permittedDomain('lab.example')] },
  { extensions: [permittedDomain('localhost')] },
]

/** Where OpenSSL's code stands for another class as well: it takes who is no CA for one with the wrong purpose, or for no issuer. */
const alsoCalled: Record<string, string[]> = {
  'wrong-purpose': ['not-a-ca'],
  'unknown-issuer': ['not-a-ca'],
}

test('our own list is empty exactly when Node accepts, and has what Node reports', async () => {
  const authority = await createAuthority()
  const ca = [authority.certificate]
  const random = seededRandom(1)
  const pick = <T>(faults: T[]): T => faults[random() < 0.6 ? 0 : Math.floor(random() * faults.length)]!
  const verdicts = { accepted: 0, refused: 0 }
  for (let round = 0; round < rounds(120, 30); round++) {
    const top = await issueIntermediateWith(authority, { ...pick(authorityFaults), subject: 'CN=Top' })
    const lower =
      random() < 0.5 ? top : await issueIntermediateWith(top, { ...pick(authorityFaults), subject: 'CN=Lower' })
    const { chain, key } = await issueServerWith(lower, pick(leafFaults))
    const sent = random() < 0.2 ? chain + authority.certificate : chain
    const { nodeError, ownClasses } = await judge({ chain: sent, key }, { ca: random() < 0.9 ? ca : [] })
    const circumstances = `round ${round}: ${nodeError?.code} ${nodeError?.message} / ${ownClasses}`
    expect(ownClasses.length === 0, circumstances).toBe(nodeError === undefined)
    verdicts[nodeError ? 'refused' : 'accepted'] += 1
    if (!nodeError) continue
    const reported = classOfNodeError(nodeError)
    const names = [reported, ...(alsoCalled[reported] ?? [])]
    expect(
      names.some((name) => ownClasses.includes(name)),
      circumstances,
    ).toBe(true)
  }
  expect(verdicts.accepted).toBeGreaterThan(rounds(20, 3))
  expect(verdicts.refused).toBeGreaterThan(rounds(50, 10))
})
