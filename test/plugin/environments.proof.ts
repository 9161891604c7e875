import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFailingSuite, type FailingSuite, vitestConfig } from '../../fixtures/failing-suite.ts'
import { runVitest } from '../../fixtures/vitest-run.ts'

/** These environments bring a `Response`, `URL`, `Headers` or `AbortSignal` of their own. */
const spec = `import { expect, test, vi } from 'vitest'
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
test('a refusal', async () => {
  await expect(request(lab)).toHaveCertError('self-signed')
  await expect(request(orders, { clientCert: false })).toHaveRejectedClientCert()
})
`

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
    expect(results?.map(({ meta }) => meta?.mtls?.calls.length)).toEqual([1, 1, 1, 1, 1, 2])
  })
})
