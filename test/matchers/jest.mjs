/**
 * `node test/matchers/jest.mjs`, after a build: packs the package, installs the tarball next to Jest, and runs there
 * the `orders-jest` example, specs that fail as they should, one in ES modules, and the examples on the pages of Jest
 * and of the matchers. Prints a line per run and `N passed, N failed`.
 */
import { cp, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runnerImport } from 'vite'
import { check, conclude, finished, installInto, packInto, repository } from '../package/installed-package.mjs'

const load = async (file) => (await runnerImport(join(repository, file))).module
const { startOrdersLab } = await load('fixtures/orders-lab.ts')
const { writeMatcherExamples } = await load('test/package/documented-projects.ts')

const failing = `
test('fails with the message', async () => {
  await expect(request('https://localhost:' + process.env.STATUS_PORT)).toHaveSentClientCert()
})
test('forgets to await', () => {
  expect(request('https://localhost:' + process.env.STATUS_PORT)).not.toHaveSentClientCert()
})
`
const modules = `
import { createClient, request as imported } from 'vitest-mtls/request'
test('holds with the helper of the ES modules, the matchers of the setup file', async () => {
  await expect(imported('https://localhost:' + process.env.STATUS_PORT)).not.toHaveSentClientCert()
  const { request: plain, close } = createClient({ verify: false })
  expect(await plain('https://localhost:' + process.env.LAB_PORT)).toHaveCertError('self signed')
  await close()
})
`

const clients = `
const https = require('node:https')
const { handshakes } = require('vitest-mtls/request')
const orders = 'https://localhost:' + process.env.ORDERS_PORT
test('https gets the certificate of the config', async () => {
  const response = await new Promise((resolve, reject) => https.get(orders, resolve).on('error', reject))
  expect(response).toHaveSentClientCert('orders')
  response.resume()
})
test('fetch does too, and only its own test has it', async () => {
  await (await fetch(orders)).text()
  const [handshake, ...others] = handshakes({ client: 'fetch' })
  expect(others).toEqual([])
  expect(handshake).toHaveSentClientCert('orders')
})
`

const kit = `
const { connect } = require('node:net')
const { createAuthority, serve } = require('vitest-mtls/testing')
let authority, orders, file, own
beforeAll(async () => {
  authority = await createAuthority()
  orders = await authority.issueClientCertificate({ subject: 'CN=orders' })
  file = await serve({ authority, clientCertificates: 'required' })
})
const isOpen = (port) => new Promise((resolve) => {
  const socket = connect(port, '127.0.0.1')
  socket.once('connect', () => resolve(true)).once('error', () => resolve(false)).once('connect', () => socket.destroy())
})
test('the matchers of the kit', async () => {
  own = await serve({ authority, clientCertificates: 'required' })
  expect((await request(own.url, { clientCert: orders, ca: authority })).status).toBe(200)
  expect(own).toHaveReceivedClientCert('CN=orders')
  await expect(own.url).toDemandClientCert()
  const only = ['none-sent', 'self-signed', 'expired']
  await expect(own.url).toRejectFlawedClientCerts({ like: orders, authority, ca: authority, only })
  await expect(expect(own.url).toRejectFlawedClientCerts({ like: orders, authority, ca: authority, only: ['another-subject'] })).rejects.toThrow('1 accepted: another-subject')
})
test('a server ends with its test, or with its file', async () => {
  expect(await isOpen(own.port)).toBe(false)
  expect(await isOpen(file.port)).toBe(true)
})
test('no key in the difference that Jest prints', () => {
  const secret = orders.key.split('\\n')[1]
  let message
  try {
    expect({ orders, authority }).toEqual({ orders: 1 })
  } catch (error) {
    message = error.message
  }
  expect(message).not.toContain(secret)
  expect(message).not.toContain(authority.key.split('\\n')[1])
})
`

const { folder, tarball, remove } = await packInto('vitest-mtls-jest-')
await installInto(folder, ['jest@30', tarball], { type: 'commonjs' })
try {
  await tryExample()
  await tryDocumentation()
} finally {
  await remove()
}
conclude()

async function tryExample() {
  const project = join(folder, 'orders')
  await cp(join(repository, 'examples/orders-jest'), project, { recursive: true })
  const { env, close } = await startOrdersLab(project)
  const example = await runJest(project, 'orders.test.js', { env })
  const tests = (await readFile(join(project, 'orders.test.js'), 'utf8')).match(/^test\(/gm).length
  check('the example passes', example.code === 0 && example.output.includes(`${tests} passed`), example.output)

  await writeFile(join(project, 'failing.test.js'), failing)
  const { code, output } = await runJest(project, 'failing.test.js', { env })
  check('a failing test has the message', code === 1 && output.includes('What to do: '), output)
  const isBlamed = output.includes('was not awaited') && output.includes('failing.test.js:6')
  check('a forgotten await fails its test', isBlamed, output)

  await writeFile(join(project, 'modules.test.mjs'), modules)
  const inModules = await runJest(project, 'modules.test.mjs', { env, options: ['--experimental-vm-modules'] })
  check('ES modules share the record', inModules.code === 0 && inModules.output.includes('1 passed'), inModules.output)

  await writeFile(join(project, 'clients.test.js'), clients)
  const equipped = await runJest(project, 'clients.test.js', { env: { ...env, MTLS_CLIENTS: 'equip' } })
  check('other clients are equipped', equipped.code === 0 && equipped.output.includes('2 passed'), equipped.output)

  await writeFile(join(project, 'kit.test.js'), kit)
  const withKit = await runJest(project, 'kit.test.js', { env })
  check('the testing kit', withKit.code === 0 && withKit.output.includes('3 passed'), withKit.output)

  await rename(join(project, 'mtls.config.cjs'), join(project, 'commonjs.cjs'))
  await writeFile(join(project, 'mtls.config.mjs'), "export { default } from './commonjs.cjs'\n")
  const withModule = await runJest(project, 'orders.test.js', { env })
  check('a config that is an ES module holds', withModule.code === 0, withModule.output)
  await close()
}

async function tryDocumentation() {
  const project = join(folder, 'matchers')
  const { tests, close } = await writeMatcherExamples(project, 'jest')
  const { code, output } = await runJest(project, '.test.js')
  check(
    'the pages of Jest and of the matchers hold',
    code === 0 && output.includes(`Tests:       ${tests} passed`),
    output,
  )
  await close()
}

function runJest(project, file, { env, options = [] } = {}) {
  return finished([...options, join(folder, 'node_modules/jest/bin/jest.js'), '--ci', file], { cwd: project, env })
}
