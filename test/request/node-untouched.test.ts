import { expect, test } from 'vitest'
import { createAuthority } from '../../fixtures/authority.ts'
import { startMtlsServer } from '../../fixtures/mtls-server.ts'
import { createClient } from '../../src/request/client.ts'

const names = [
  'tls',
  'net',
  'http',
  'https',
  'http2',
  'dns',
  'stream',
  'events',
  'timers',
  'crypto',
  'fs',
  'diagnostics_channel',
]

/** Every property that Node's modules, their classes and the prototypes of these have: modules hand out the same objects to everybody. */
function everythingOfNode(): Map<string, unknown> {
  const found = new Map<string, unknown>()
  const seen = new Set<object>()
  const visit = (path: string, value: unknown, depth: number) => {
    if ((typeof value !== 'function' && typeof value !== 'object') || value === null || seen.has(value)) return
    seen.add(value)
    for (const key of Reflect.ownKeys(value)) {
      // How full Node's own agents are changes with any request.
      if (path.endsWith('.globalAgent')) continue
      const { get, set, value: own } = Object.getOwnPropertyDescriptor(value, key)!
      const place = `${path}.${String(key)}`
      found.set(place, get ?? own)
      if (set !== undefined) found.set(`${place} (set)`, set)
      if (depth > 0) visit(place, own, depth - 1)
    }
    if (typeof value === 'function') visit(`${path}.prototype`, value.prototype, depth)
  }
  for (const name of names) visit(name, process.getBuiltinModule(`node:${name}`), 2)
  visit('process', process, 0)
  visit('globalThis', globalThis, 0)
  return found
}

/** What listens to the process is everybody's affair; the rest is where the copies of this package meet. */
const changing = /^process\.(_events|_eventsCount)$|^globalThis\.Symbol\(vitest-mtls\/state/

test('without `clients`, Node is what it was: before, after and between requests', async () => {
  const authority = await createAuthority()
  const orders = await authority.issueClient({ subject: 'CN=orders' })
  await using server = await startMtlsServer({
    identity: await authority.issueServer(),
    ca: authority.certificate,
    clientCertificate: 'require',
  })
  // Modules that are loaded when first used, as Node's own fetch, change what Node's objects hold: not by us.
  await fetch('data:,loaded').then((response) => response.text())
  for (const name of names) process.getBuiltinModule(`node:${name}`)
  const before = everythingOfNode()
  expect(before.size).toBeGreaterThan(1000)
  expect(before.get('tls.TLSSocket.prototype._wrapHandle')).toBeTypeOf('function')

  const client = createClient({
    ca: [authority.certificate],
    clientCertificates: [{ host: '*', port: '*', cert: orders.chain, key: orders.key }],
  })
  const changes = () =>
    [...everythingOfNode()]
      .filter(([place, value]) => !changing.test(place) && !(before.has(place) && Object.is(before.get(place), value)))
      .map(([place]) => place)
  const first = client.request(server.url)
  expect(changes()).toEqual([])
  const response = await first
  expect(response.handshake!.clientCertificate.status).toBe('sent')
  expect(await response.text()).toContain('CN=orders')
  await (await client.request(server.url, { fresh: true, http2: true })).text()
  expect(changes()).toEqual([])
  await client.destroy()
  expect(changes()).toEqual([])
})
