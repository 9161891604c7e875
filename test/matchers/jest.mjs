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

/** Fails in every form that Jest has, each at a line that ends with `// here`. */
const failing = `
const net = require('node:net')
const { createClient } = require('vitest-mtls/request')
const status = 'https://localhost:' + process.env.STATUS_PORT
const box = 'https://localhost:' + process.env.LAB_PORT
test('a promise', async () => {
  await expect(request(status)).toHaveSentClientCert() // here
})
test('a function', async () => {
  await expect(() => request(status)).toHaveSentClientCert() // here
})
test('a response', async () => {
  const res = await request(status)
  expect(res).toHaveSentClientCert() // here
})
test('resolves', async () => {
  await expect(request(status)).resolves.toHaveSentClientCert() // here
})
test('rejects', async () => {
  await expect(request(box)).rejects.toHaveCertError('expired') // here
})
test('asymmetric', async () => {
  expect({ res: await request(status) }).toEqual({ res: expect.toHaveSentClientCert() }) // here
})
test('a wrong expectation', async () => {
  await expect(request(status)).toHaveTlsVersion('1.9') // here
})
test('a request that rejects', async () => {
  await request(box) // here
})
test('a forgotten matcher that holds', () => {
  expect(request(status)).not.toHaveSentClientCert() // here
})
test('a forgotten matcher that fails', () => {
  expect(request(status)).toHaveSentClientCert() // here
})
test('a forgotten request', () => {
  request(status) // here
})
test('a forgotten request that rejects', () => {
  request(box) // here
})
test('a forgotten request of a client of its own', () => {
  createClient().request(status) // here
})
test('red, and one forgotten', () => {
  request(status)
  expect(1).toBe(2) // here
})
test('fake timers', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] })
  request(status) // here
})
test('assertions are counted', async () => {
  jest.useRealTimers()
  expect.assertions(2) // here
  await expect(request(status)).not.toHaveSentClientCert()
})
test.each([1])('each %i', async () => {
  await expect(request(status)).toHaveSentClientCert() // here
})
describe('outer', () => {
  describe('a hook', () => {
    beforeEach(async () => {
      await expect(request(status)).toHaveSentClientCert() // here
    })
    test('before a test', () => {})
  })
})
test.concurrent('side by side', async () => {
  await expect(request(status)).toHaveSentClientCert() // here
})
test.concurrent('side by side, forgotten', async () => {
  await request(status)
  request(status)
})
test.concurrent('side by side, a matcher forgotten', async () => {
  expect(request(status)).not.toHaveSentClientCert() // here
})
test('innocent', async () => {
  await request(status)
})
test('goes on when the file has ended', async () => {
  const server = net.createServer(() => {}).unref()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  request('https://127.0.0.1:' + server.address().port).catch(() => {})
})
`
const retried = `
jest.retryTimes(1)
let times = 0
test('forgets once', async () => {
  if (times++ === 0) request('https://localhost:' + process.env.STATUS_PORT)
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
  const wanted = failing.split('\n').flatMap((line, index) => (line.endsWith('// here') ? [index + 1] : []))
  const marked = [...new Set([...output.matchAll(/^ *> *(\d+) \|/gm)].map(([, line]) => Number(line)))]
  const missing = wanted.filter((line) => !marked.includes(line))
  check(
    'every form of a failure is marked at its line, and nothing else',
    missing.length === 0,
    `${missing}\n${output}`,
  )
  check('no line but theirs', marked.length === wanted.length && output.includes('4 passed'), `${marked}\n${output}`)
  check('no frame of ours', !/^ *at .*vitest-mtls/m.test(output) && !/torn down|uncaught/i.test(output), output)
  const ofFile = 'It was in the test "side by side, a matcher forgotten", and "side by side, forgotten" forgot one too.'
  check('tests without hooks are named', output.includes(ofFile), output)
  const says = ['was not awaited', 'It failed: We refused the server at']
  check(
    'what was forgotten is said',
    says.every((words) => output.includes(words)),
    output,
  )

  await writeFile(join(project, 'retried.test.js'), retried)
  // As in jsdom, which has a document.
  const inPage = ['--globals={"document":{}}']
  const again = await runJest(project, 'retried.test.js', { env, jestOptions: inPage })
  check('a retry begins anew', again.code === 0 && again.output.includes('1 passed'), again.output)

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

function runJest(project, file, { env, options = [], jestOptions = [] } = {}) {
  const jest = [join(folder, 'node_modules/jest/bin/jest.js'), '--ci', ...jestOptions, file]
  return finished([...options, ...jest], { cwd: project, env })
}
