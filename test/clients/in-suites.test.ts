import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFailingSuite, type FailingSuite, vitestConfig } from '../../fixtures/failing-suite.ts'
import { rounds } from '../../fixtures/rounds.ts'
import { runVitest } from '../../fixtures/vitest-run.ts'

/** By Node itself: what axios and supertest require does not load in a context of its own. */
const load = `var require = process.getBuiltinModule('node:module').createRequire(import.meta.url)
var axios = require('axios')
var supertest = require('supertest')
`

const equipped = `import { connect } from 'node:tls'
import { Agent, get } from 'node:https'
import { expect, test } from 'vitest'
import { handshakeOf, handshakes } from 'vitest-mtls/request'
const orders = \`https://localhost:\${process.env.ORDERS_PORT}\`
const status = \`https://localhost:\${process.env.STATUS_PORT}\`
const lab = \`https://localhost:\${process.env.LAB_PORT}\`
const keepAlive = new Agent({ keepAlive: true, maxSockets: 1 })
// Resumed sessions show no certificates.
const httpsAgent = new Agent({ maxCachedSessions: 0 })

test('fetch', async () => {
  const res = await fetch(orders + '/x', { method: 'POST', body: JSON.stringify({ id: 1 }) })
  expect(await res.json()).toMatchObject({ subject: 'CN=orders', authorized: true, method: 'POST' })
  const [handshake, ...others] = handshakes({ client: 'fetch', port: Number(process.env.ORDERS_PORT) })
  expect(others).toEqual([])
  expect(handshake).toHaveSentClientCert('orders')
  expect(handshake.client).toBe('fetch')
  expect(() => expect(res).toHaveSentClientCert()).toThrow("handshakes({ client: 'fetch' })")
  expect(() => expect(res).not.toHaveSentClientCert()).toThrow("handshakes({ client: 'fetch' })")
})
test('https', async () => {
  const res = await new Promise((resolve, reject) => get(orders, { agent: httpsAgent }, resolve).on('error', reject))
  expect(res).toHaveSentClientCert('orders')
})
test('tls', async () => {
  const socket = connect({ host: 'localhost', port: Number(process.env.ORDERS_PORT) })
  await new Promise((resolve, reject) => socket.on('secureConnect', resolve).on('error', reject))
  expect(socket).toHaveSentClientCert('orders')
  socket.destroy()
})
test('axios', async () => {
  const res = await axios.get(orders + '/a', { httpsAgent: keepAlive })
  expect(res).toHaveSentClientCert({ name: 'orders', subject: 'CN=orders' })
  expect(handshakeOf(res).clientCertificate.configured.name).toBe('orders')
  expect({ response: res }).toHaveSentClientCert()
  expect(handshakes({ client: 'axios' })).toEqual([handshakeOf(res)])
})
test('the connection of another test', async () => {
  const res = await axios.get(orders + '/b', { httpsAgent: keepAlive })
  expect(res).toHaveSentClientCert('orders')
  expect(handshakes()).toHaveLength(1)
})
test('supertest', async () => {
  const res = await supertest(orders).get('/')
  expect(res.status).toBe(200)
  expect(handshakeOf(res)).toMatchObject({ client: 'https', servername: 'localhost' })
})
test('another port', async () => {
  const res = await axios.get(status)
  expect(res).not.toHaveSentClientCert()
})
test('a server that is not trusted', async () => {
  await expect(axios.get(lab)).toHaveCertError('self-signed')
  const refused = await fetch(lab).catch((error) => error)
  expect([refused.name, refused.message]).toEqual(['TypeError', 'fetch failed'])
  expect(refused).toHaveCertError('self-signed')
})
test('side by side', async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => axios.get(orders + '/' + n, { httpsAgent })))
  for (const [n, res] of answers.entries()) {
    expect(res).toHaveSentClientCert()
    expect(res.data.url).toBe('/' + n)
  }
})
test('request is not recorded twice', async () => {
  await request(orders)
  expect(handshakes().map(({ client }) => client)).toEqual(['request'])
})
`

const recorded = `import { connect } from 'node:tls'
import { expect, test } from 'vitest'
import { handshakes } from 'vitest-mtls/request'
const orders = \`https://localhost:\${process.env.ORDERS_PORT}\`

test('axios without a certificate', async () => {
  const refused = await axios.get(orders).catch((error) => error)
  expect(refused).toHaveCertError()
})
test('fetch', async () => {
  await fetch(orders).catch(() => {})
  expect(handshakes({ host: 'LOCALHOST' }).at(-1)).toHaveCertError()
})
`

let suite: FailingSuite

beforeAll(async () => {
  suite = await createFailingSuite()
})

afterAll(() => suite[Symbol.asyncDispose]())

const run = async (plugin: string, pool: string) => {
  await suite.project.write({ 'vitest.config.ts': vitestConfig({ plugin }) })
  const { code, stderr, report } = await runVitest(suite.project.folder, {
    args: [`--pool=${pool}`, 'clients.test.ts'],
    env: suite.lab.env,
  })
  const results = report?.testResults.flatMap((file) => file.assertionResults) ?? []
  const failed = results.filter(({ status }) => status !== 'passed').flatMap((result) => result.failureMessages)
  const messages = [...failed, ...(report?.testResults.map(({ message }) => message).filter(Boolean) ?? [stderr])]
  return { code, failed: messages, results }
}

describe.each(rounds(['forks', 'threads', 'vmThreads', 'vmForks'], ['vmThreads']))('in the pool %s', (pool) => {
  test("clients: 'equip'", async () => {
    await suite.project.write({ 'clients.test.ts': equipped + load })
    const { code, failed, results } = await run("mtls({ clients: 'equip' })", pool)
    expect({ code, failed, tests: results.length }).toEqual({ code: 0, failed: [], tests: 10 })
    const calls = (title: string) =>
      results
        .find((result) => result.title === title)
        ?.meta?.mtls?.calls.map(({ client, url }) => [client, new URL(url).pathname])
    expect(calls('axios')).toEqual([['axios over https', '/a']])
    expect(calls('the connection of another test')).toEqual([['axios over https', '/b']])
    expect(calls('tls')).toEqual([['tls', '']])
  })

  test("clients: 'record'", async () => {
    await suite.project.write({ 'clients.test.ts': recorded + load })
    const { code, failed } = await run("mtls({ clients: 'record' })", pool)
    expect({ code, failed }).toEqual({ code: 0, failed: [] })
  })
})
