/**
 * `npm run bench:setup [rounds] [dist]`: what the plugin costs a suite of 40 trivial test files, in CPU time of all
 * processes, interleaved with the same suite without it and with other setup files; and what its start costs once a run.
 * Needs `npm run build`. Linux.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { runnerImport } from 'vite'

const files = 40
const rounds = Number(process.argv[2] ?? 5)
const dist = process.argv[3]
const node = process.env.BENCH_NODE || process.execPath
const load = async (path) => (await runnerImport(new URL(path, import.meta.url).pathname)).module
const { createExampleProject } = await load('../fixtures/example-project.ts')
const { createAuthority } = await load('../fixtures/authority.ts')
const vitest = join(createRequire(import.meta.url).resolve('vitest/package.json'), '..', 'vitest.mjs')

const authority = await createAuthority()
const { chain, key } = await authority.issueClient()
const entry = (number) => ({ host: `host-${number}.internal`, port: 8443, cert: 'client.crt', key: 'client.key' })
const entries = (count) => Array.from({ length: count }, (_, number) => entry(number))
const bundle = Array.from({ length: 150 }, (_, index) => rootCertificates[index % rootCertificates.length]).join('\n')

/** The plugin as a user writes it, with the CPU time of its import and its start printed. */
const withPlugin = `import { defineConfig } from 'vitest/config'
const cpu = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000 }
const before = cpu()
const { default: mtls } = await import('vitest-mtls')
const plugin = mtls()
const imported = cpu() - before
const { configureVitest } = plugin
plugin.configureVitest = async function (context) {
  const start = cpu()
  await configureVitest.call(this, context)
  console.log('plugin start ' + (imported + cpu() - start))
}
export default defineConfig({ plugins: [plugin] })`
const withSetup = (setup) =>
  `import { defineConfig } from 'vitest/config'\nexport default defineConfig({ test: { setupFiles: ${setup} } })`

const variants = {
  'no setup': { vitest: withSetup('[]') },
  'no setup (again)': { vitest: withSetup('[]') },
  'empty setup file': { vitest: withSetup("['./empty.ts']") },
  'setup file that imports undici': { vitest: withSetup("['./undici.ts']") },
  'vitest-mtls, no config': { vitest: withPlugin },
  'vitest-mtls, 1 CA and 2 certificates': {
    vitest: withPlugin,
    mtls: { ca: ['ca.crt'], clientCertificates: entries(2) },
  },
  'vitest-mtls, 1,000 certificates': {
    vitest: withPlugin,
    mtls: { ca: ['ca.crt'], clientCertificates: entries(1000) },
  },
  'vitest-mtls, a bundle of 150 CAs': {
    vitest: withPlugin,
    mtls: { ca: ['bundle.crt'], clientCertificates: entries(2) },
  },
}

const projects = {}
for (const [name, { vitest: config, mtls }] of Object.entries(variants)) {
  const project = await createExampleProject()
  if (dist) {
    const installed = join(project.folder, 'node_modules/vitest-mtls/dist')
    rmSync(installed, { recursive: true })
    cpSync(dist, installed, { recursive: true })
  }
  const specs = Object.fromEntries(
    Array.from({ length: files }, (_, index) => [
      `trivial-${index}.test.ts`,
      "import { expect, test } from 'vitest'\ntest('trivial', () => { expect(1).toBe(1) })",
    ]),
  )
  await project.write({
    ...specs,
    'empty.ts': 'export {}',
    'undici.ts': "import 'undici'",
    'vitest.config.ts': config,
    'ca.crt': authority.certificate,
    'bundle.crt': bundle,
    'client.crt': chain,
    'client.key': key,
    ...(mtls && { 'mtls.config.mjs': `export default ${JSON.stringify(mtls)}` }),
  })
  projects[name] = project
}

const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env
const samples = Object.fromEntries(Object.keys(variants).map((name) => [name, []]))
const starts = Object.fromEntries(Object.keys(variants).map((name) => [name, []]))
for (let round = 0; round < rounds; round++) {
  for (const [name, { folder }] of Object.entries(projects)) {
    const before = childrenCpu()
    const { status, stdout, stderr } = spawnSync(node, [vitest, 'run'], { cwd: folder, encoding: 'utf8', env })
    if (status !== 0) throw new Error(stdout + stderr)
    samples[name].push(childrenCpu() - before)
    const start = /plugin start ([\d.]+)/.exec(stdout)
    if (start) starts[name].push(Number(start[1]))
  }
}
for (const project of Object.values(projects)) await project.remove()

const reference = samples['no setup']
console.log(
  '| suite of 40 files | CPU, median | ratio to no setup (min to max) | ms CPU a file over no setup | start of the plugin, ms CPU |\n|---|---|---|---|---|',
)
for (const [name, values] of Object.entries(samples)) {
  const ratios = values.map((value, round) => value / reference[round])
  const extra = values.map((value, round) => (value - reference[round]) / files)
  const spread = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`
  const start = starts[name].length === 0 ? '' : median(starts[name]).toFixed(0)
  console.log(
    `| ${name} | ${median(values).toFixed(0)} ms | ${median(ratios).toFixed(2)} (${spread}) | ${median(extra).toFixed(1)} | ${start} |`,
  )
}

/** Milliseconds of CPU that ended children of this process, and theirs, have used. */
function childrenCpu() {
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  // cutime and cstime, in ticks of 10 ms (proc(5)).
  return (Number(fields[13]) + Number(fields[14])) * 10
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}
