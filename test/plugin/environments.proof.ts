import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFailingSuite, type FailingSuite, vitestConfig } from '../../fixtures/failing-suite.ts'
import { runVitest } from '../../fixtures/vitest-run.ts'

/** These environments bring a `Response`, `URL`, `Headers` or `AbortSignal` of their own. */
const spec = `import { readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { createClient } from 'vitest-mtls/request'
const orders = \`https://localhost:\${process.env.ORDERS_PORT}\`
const lab = \`https://localhost:\${process.env.LAB_PORT}\`

test('an answer', async () => {
  const res = await request(orders + '/x', { json: { id: 1 }, method: 'POST', headers: { 'x-id': '1' } })
  expect(await res.json()).toMatchObject({ subject: 'CN=orders', method: 'POST' })
  expect(res).toHaveSentClientCert('orders')
})
test("the environment's own classes", async () => {
  const { signal } = new AbortController()
  const res = await request(new URL(orders + '/y'), { method: 'PUT', body: new URLSearchParams({ a: 'b' }), headers: new Headers({ 'x-id': '1' }), signal })
  expect(await res.json()).toMatchObject({ method: 'PUT', url: '/y' })
})
test('a clone', async () => {
  const res = await request(orders)
  expect(await res.clone().text()).toBe(await res.text())
  expect(res.clone).toBeTypeOf('function')
})
test('aborted', async () => {
  const controller = new AbortController()
  controller.abort()
  const { name } = await request(orders, { signal: controller.signal }).catch((error) => error)
  expect(name).toBe('AbortError')
})
test('with fake timers', async () => {
  vi.useFakeTimers()
  const res = await request(orders, { fresh: true })
  expect(await res.json()).toMatchObject({ subject: 'CN=orders' })
  vi.useRealTimers()
})
const text = (name) => readFileSync('certs/' + name, 'utf8')
const kinds = {
  'a Buffer': (name) => readFileSync('certs/' + name),
  'a typed array of the environment': (name) => new TextEncoder().encode(text(name)),
  'a copy by Uint8Array.from': (name) => Uint8Array.from(readFileSync('certs/' + name)),
  'an ArrayBuffer': (name) => Uint8Array.from(readFileSync('certs/' + name)).buffer,
  'a DataView': (name) => new DataView(Uint8Array.from(readFileSync('certs/' + name)).buffer),
  'text': text,
}
test.each(Object.keys(kinds))('bytes: %s', async (kind) => {
  const of = kinds[kind]
  const clientCert = { cert: of('orders.crt'), key: of('orders.key'), passphrase: process.env.ORDERS_KEY_PASSPHRASE }
  expect(await (await request(orders, { clientCert, ca: of('ca.pem') })).json()).toMatchObject({ subject: 'CN=orders' })
  const client = createClient({ ca: of('ca.pem'), clientCertificates: [{ host: 'localhost', port: '*', ...clientCert }] })
  expect(await client.request(orders)).toHaveSentClientCert('CN=orders')
  await client.close()
})
test('a refusal', async () => {
  await expect(request(lab)).toHaveCertError('self-signed')
  await expect(request(orders, { clientCert: false })).toHaveRejectedClientCert()
})
`

/** How many kinds of bytes the spec gives. */
const kinds = spec.match(/\(name\) =>|'text': text/g)!.slice(1)

let suite: FailingSuite

beforeAll(async () => {
  suite = await createFailingSuite()
  await suite.project.write({ 'orders.test.ts': spec })
})

afterAll(() => suite[Symbol.asyncDispose]())

describe.each(['node', 'jsdom', 'happy-dom', 'edge-runtime'])('in the environment %s', (environment) => {
  test.each(['forks', 'vmThreads'])('in the pool %s', async (pool) => {
    await suite.project.write({ 'vitest.config.ts': vitestConfig({ test: `{ environment: '${environment}' }` }) })
    const { report, stderr } = await runVitest(suite.project.folder, { args: [`--pool=${pool}`], env: suite.lab.env })
    const results = report?.testResults[0]?.assertionResults
    expect(
      results?.flatMap(({ failureMessages }) => failureMessages),
      stderr,
    ).toEqual([])
    expect(results?.map(({ meta }) => meta?.mtls?.calls.length)).toEqual([1, 1, 1, 1, 1, ...kinds.map(() => 2), 2])
  })
})
