import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAuthority } from '../../fixtures/authority.ts'
import { type Behaving, clientBehaviours, startBehaving } from './material/client-behaviours.ts'
import { watchClients } from './material/in-this-process.ts'

let server: Behaving

beforeAll(async () => {
  const authority = await createAuthority()
  server = await startBehaving(await authority.issueServer(), authority.certificate)
})
afterAll(() => server[Symbol.dispose]())

/** Who only records changes nothing for the libraries. */
test.each(Object.entries(clientBehaviours))(
  '%s',
  async (_, behave) => {
    const plain = await behave(server)
    using __ = await watchClients()
    expect(await behave(server)).toEqual(plain)
  },
  30_000,
)
