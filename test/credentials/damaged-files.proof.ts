import { createPrivateKey } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { createAuthority } from '../../fixtures/authority.ts'
import { createPfx } from '../../fixtures/pfx.ts'
import { Fault } from '../../src/credentials/fault.ts'
import { readIdentity } from '../../src/credentials/identity.ts'
import { resolveInlineIdentity } from '../../src/credentials/inline-credentials.ts'
import type { InlineIdentity } from '../../src/credentials/profile.ts'
import { pfxWithKeys } from './pfx-with-keys.ts'

const passphrase = 'canary-passphrase'
const mutations = 150
let forms: Record<string, [bytes: Buffer, identity: (bytes: Buffer) => InlineIdentity]>

beforeAll(async () => {
  const { chain, key } = await (await createAuthority()).issueClient()
  const object = createPrivateKey(key)
  const pfx = (bytes: Buffer) => ({ pfx: bytes, passphrase })
  const asKey = (bytes: Buffer) => ({ cert: Buffer.from(chain), key: bytes, passphrase })
  const encrypted = { type: 'pkcs8', cipher: 'aes-256-cbc', passphrase } as const
  forms = {
    'modern PKCS#12': [createPfx({ chain, key, passphrase }), pfx],
    'legacy PKCS#12': [createPfx({ chain, key, passphrase, legacy: true }), pfx],
    'plain PKCS#12': [pfxWithKeys([key], chain), pfx],
    'encrypted key, DER': [object.export({ ...encrypted, format: 'der' }), asKey],
    'encrypted key, PEM': [Buffer.from(object.export({ ...encrypted, format: 'pem' })), asKey],
    'plain key, DER': [object.export({ type: 'sec1', format: 'der' }), asKey],
    'certificate, PEM': [Buffer.from(chain), (bytes) => ({ cert: bytes, key })],
  }
})

test.each([
  'modern PKCS#12',
  'legacy PKCS#12',
  'plain PKCS#12',
  'encrypted key, DER',
  'encrypted key, PEM',
  'plain key, DER',
  'certificate, PEM',
])('%s: damage and cuts are faults with words, never another error', async (name) => {
  const [bytes, identity] = forms[name]!
  const random = generator(name.length)
  let faults = 0
  for (let round = 0; round < mutations; round++) {
    const damaged = round % 3 === 0 ? bytes.subarray(0, random(bytes.length)) : Buffer.from(bytes)
    if (round % 3 !== 0) damaged[random(damaged.length)] = random(256)
    const outcome: unknown = await readIdentity(resolveInlineIdentity(identity(damaged))).then(
      () => undefined,
      (error: unknown) => error,
    )
    if (outcome === undefined) continue
    expect(outcome).toBeInstanceOf(Fault)
    const { facts } = outcome as Fault
    expect(facts.every(({ path, message, remedy }) => path && message && remedy)).toBe(true)
    expect(JSON.stringify(facts)).not.toContain('canary')
    faults++
  }
  // A changed byte may fall on a comment's place or on one that nothing depends on.
  expect(faults).toBeGreaterThan(mutations / 3)
})

/** Whole numbers below a limit, the same in every run. */
function generator(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}
