/**
 * `node test/matchers/jest.mjs`, after a build: packs the package, installs the tarball next to Jest in an empty
 * folder, and runs the `orders-jest` example there, with types, and one spec that fails as it should.
 */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { runnerImport } from 'vite'

const run = promisify(execFile)
const repository = fileURLToPath(new URL('../..', import.meta.url))
const { startOrdersLab } = (await runnerImport(join(repository, 'fixtures/orders-lab.ts'))).module

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
const typed = `
expect({}).toHaveSentClientCert({ subject: /orders/ })
expect({ res: {} }).toEqual({ res: expect.not.toHaveSentClientCert('orders') })
const asserted: Promise<void> = expect(Promise.resolve({})).resolves.toHaveCertError('expired')
// @ts-expect-error no unit of time
expect({}).toHaveServerCertValidFor('2 fortnights')
export { asserted }
`
const tsconfig = {
  compilerOptions: { strict: true, noEmit: true, module: 'NodeNext', types: ['jest', 'vitest-mtls/jest'] },
  files: ['typed.ts'],
}

const folder = await mkdtemp(join(tmpdir(), 'vitest-mtls-jest-'))
const lab = await startOrdersLab(folder)
try {
  await install()
  const example = await runJest('orders.test.js')
  const tests = (await readFile(join(folder, 'orders.test.js'), 'utf8')).match(/^test\(/gm).length
  check('the example passes', example.code === 0 && example.output.includes(`${tests} passed`), example.output)
  await writeFile(join(folder, 'failing.test.js'), failing)
  const { code, output } = await runJest('failing.test.js')
  check('a failing test has the message', code === 1 && output.includes('What to do: '), output)
  check(
    'a forgotten await fails its test',
    output.includes('was not awaited') && output.includes('failing.test.js:6'),
    output,
  )
  await writeFile(join(folder, 'modules.test.mjs'), modules)
  const inModules = await runJest('modules.test.mjs', ['--experimental-vm-modules'])
  check('ES modules share the record', inModules.code === 0 && inModules.output.includes('1 passed'), inModules.output)
  await writeFile(join(folder, 'typed.ts'), typed)
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig))
  const types = await finished(['node_modules/typescript/bin/tsc', '-p', '.'])
  check('the types hold', types.code === 0, types.output)
} finally {
  await lab.close()
  await rm(folder, { recursive: true, force: true })
}

async function install() {
  await cp(join(repository, 'examples/orders-jest'), folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n')
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const packed = JSON.parse((await run('npm', pack, { cwd: repository })).stdout)
  const { filename } = Array.isArray(packed) ? packed[0] : Object.values(packed)[0]
  const packages = ['jest@30', '@types/jest@30', 'typescript@~5.9', join(folder, filename)]
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '-D', ...packages], { cwd: folder })
}

function runJest(file, options = []) {
  return finished([...options, 'node_modules/jest/bin/jest.js', '--ci', file])
}

async function finished(args) {
  const env = { ...process.env, ...lab.env, NO_COLOR: '1' }
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code, output: out + errors }
}

function check(what, isGood, output) {
  console.log(`${isGood ? 'ok' : 'NOT OK'} ${what}`)
  if (isGood) return
  console.log(output)
  process.exitCode = 1
}
