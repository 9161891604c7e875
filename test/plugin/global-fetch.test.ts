import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFailingSuite, type FailingSuite, vitestConfig } from '../../fixtures/failing-suite.ts'
import { runVitest } from '../../fixtures/vitest-run.ts'

const spec = `import { expect, test } from 'vitest'
import { handshakeOf } from 'vitest-mtls/request'
const orders = \`https://localhost:\${process.env.ORDERS_PORT}\`
const lab = \`https://localhost:\${process.env.LAB_PORT}\`

test('an answer', async () => {
  const res = await fetch(orders + '/x', { method: 'POST', body: JSON.stringify({ id: 1 }) })
  expect(res.status).toBe(200)
  expect(await res.json()).toMatchObject({ subject: 'CN=orders', authorized: true, method: 'POST' })
  expect(res).toHaveSentClientCert('orders')
  expect(handshakeOf(res).clientCertificate.status).toBe('sent')
})
test('a Request', async () => {
  expect(await fetch(new Request(orders))).toHaveSentClientCert()
})
test('a refusal of ours', async () => {
  const refused = await fetch(lab).catch((error) => error)
  expect([refused.name, refused.message]).toEqual(['TypeError', 'fetch failed'])
  expect([refused.cause.name, refused.cause.code]).toEqual(['HandshakeError', 'DEPTH_ZERO_SELF_SIGNED_CERT'])
  expect(refused).toHaveCertError('self-signed')
})
test('side by side', async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => fetch(orders + '/' + n)))
  for (const [n, res] of answers.entries()) {
    expect(res).toHaveSentClientCert()
    expect(await res.json()).toMatchObject({ url: '/' + n })
  }
})
test('aborted', async () => {
  const controller = new AbortController()
  controller.abort()
  const { name } = await fetch(orders, { signal: controller.signal }).catch((error) => error)
  expect(name).toBe('AbortError')
})
test('another scheme', async () => {
  expect(await (await fetch('data:text/plain,hello')).text()).toBe('hello')
})
test('rubbish', async () => {
  const { name } = await fetch('nonsense').catch((error) => error)
  expect(name).toBe('TypeError')
})
`

let suite: FailingSuite

beforeAll(async () => {
  suite = await createFailingSuite()
  await suite.project.write({ 'orders.test.ts': spec })
})

afterAll(() => suite[Symbol.asyncDispose]())

describe('globalFetch', () => {
  test.each(['forks', 'threads', 'vmThreads', 'vmForks'])(
    'true: fetch uses the config and is recorded, in %s',
    async (pool) => {
      await suite.project.write({ 'vitest.config.ts': vitestConfig({ plugin: 'mtls({ globalFetch: true })' }) })
      const { report } = await runVitest(suite.project.folder, { args: [`--pool=${pool}`], env: suite.lab.env })
      const results = report!.testResults[0]!.assertionResults
      expect(results.flatMap(({ failureMessages }) => failureMessages)).toEqual([])
      const answer = results[0]!.meta!.mtls!
      expect(answer.calls).toMatchObject([{ method: 'POST', status: 200, connections: [0] }])
      expect(answer.connections).toMatchObject([{ requests: 1, handshake: { clientCertificate: { status: 'sent' } } }])
      expect(results[3]!.meta!.mtls!.calls).toHaveLength(10)
    },
  )

  test('absent: fetch is as if we were not there', async () => {
    await suite.project.write({
      'vitest.config.ts': vitestConfig(),
      'orders.test.ts': `import { expect, test } from 'vitest'
test('fetch', async () => {
  await request(\`https://localhost:\${process.env.ORDERS_PORT}\`)
  const dispatchers = [1, 2].map((version) => globalThis[Symbol.for('undici.globalDispatcher.' + version)])
  expect(dispatchers).toEqual([undefined, undefined])
  expect(fetch.toString()).not.toContain('fetchWith')
  const { cause } = await fetch(\`https://localhost:\${process.env.ORDERS_PORT}\`).catch((error) => error)
  expect(cause.code).toMatch(/SELF_SIGNED|UNABLE_TO/)
})`,
    })
    const { report } = await runVitest(suite.project.folder, { env: suite.lab.env })
    const [result] = report!.testResults[0]!.assertionResults
    expect(result!.failureMessages).toEqual([])
    expect(result!.meta!.mtls!.calls).toHaveLength(1)
  })
})
