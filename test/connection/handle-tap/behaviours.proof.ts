import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAuthority } from '../../../fixtures/authority.ts'
import { recordEverySocket } from '../../../src/connection/handle-tap/record-every-socket.ts'
import { Recorder } from '../../../src/tls/recorder.ts'
import { type BehavingServers, startBehavingServers } from './behaving-servers.ts'
import { behaviours, type Surroundings } from './behaviours.ts'

let servers: BehavingServers
let surroundings: Surroundings

beforeAll(async () => {
  const authority = await createAuthority()
  const { chain, key } = await authority.issueClient({ subject: 'CN=orders' })
  servers = await startBehavingServers(await authority.issueServer(), authority.certificate)
  const { ports, path } = servers
  surroundings = { ports, path, options: { ca: authority.certificate, cert: chain, key } }
})
afterAll(() => servers[Symbol.asyncDispose]())

/** The tap sees a socket's bytes, and nobody sees the tap. */
test.each(Object.entries(behaviours))(
  '%s',
  async (name, behave) => {
    const plain = await behave(surroundings)
    let recorded = 0
    const stop = recordEverySocket(() => {
      recorded++
      return { recorder: new Recorder() }
    })
    try {
      expect(await behave(surroundings)).toEqual(plain)
    } finally {
      stop()
    }
    // Node 26 refuses the name before there is a socket.
    expect(recorded).toBeGreaterThan(name === 'an address as server name' ? -1 : 0)
  },
  30_000,
)
