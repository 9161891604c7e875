import { once } from 'node:events'
import { Agent, get } from 'node:https'
import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import { type MtlsServer, startMtlsServer } from '../../fixtures/mtls-server.ts'
import { watchClients } from './material/in-this-process.ts'

let authority: Authority
let server: MtlsServer

beforeAll(async () => {
  authority = await createAuthority()
  server = await startMtlsServer({ identity: await authority.issueServer(), clientCertificate: 'none' })
})
afterAll(() => server.close())

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

/** How many of 20 responses are still in memory when nobody but the record of their calls can know them. */
async function responsesKept(agent: Agent): Promise<number> {
  const responses: WeakRef<object>[] = []
  for (let call = 0; call < 20; call++) {
    const [response] = await once(get(server.url, { agent }), 'response')
    responses.push(new WeakRef(response))
    await once(response.resume(), 'close')
  }
  for (let turn = 0; turn < 10; turn++) {
    await setImmediate()
    collectGarbage()
  }
  return responses.filter((response) => response.deref() !== undefined).length
}

test('the record of another client’s call does not hold on to its response', async () => {
  using watched = await watchClients()
  const agent = new Agent({ ca: authority.certificate, keepAlive: true, maxSockets: 1 })
  // The latest may be known to the socket.
  expect(await responsesKept(agent)).toBeLessThan(5)
  expect(watched.calls.filter((call) => !call.isVoid)).toHaveLength(20)
  agent.destroy()
})
