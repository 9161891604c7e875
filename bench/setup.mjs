/**
 * `npm run bench:setup [rounds]`: what the plugin costs a suite of 40 trivial test files, in CPU time of all processes,
 * interleaved with the same suite without it and with an empty setup file. Needs `npm run build`. Linux.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { runnerImport } from 'vite'

const files = 40
const rounds = Number(process.argv[2] ?? 5)
const { createExampleProject } = (
  await runnerImport(new URL('../fixtures/example-project.ts', import.meta.url).pathname)
).module
const vitest = join(createRequire(import.meta.url).resolve('vitest/package.json'), '..', 'vitest.mjs')

const variants = {
  'no setup': "import { defineConfig } from 'vitest/config'\nexport default defineConfig({})",
  'no setup (again)': "import { defineConfig } from 'vitest/config'\nexport default defineConfig({})",
  'empty setup file':
    "import { defineConfig } from 'vitest/config'\nexport default defineConfig({ test: { setupFiles: ['./empty.ts'] } })",
  'vitest-mtls':
    "import { defineConfig } from 'vitest/config'\nimport mtls from 'vitest-mtls'\nexport default defineConfig({ plugins: [mtls()] })",
}

const projects = {}
for (const [name, config] of Object.entries(variants)) {
  const project = await createExampleProject()
  const specs = Object.fromEntries(
    Array.from({ length: files }, (_, index) => [
      `trivial-${index}.test.ts`,
      "import { expect, test } from 'vitest'\ntest('trivial', () => { expect(1).toBe(1) })",
    ]),
  )
  await project.write({ ...specs, 'empty.ts': 'export {}', 'vitest.config.ts': config })
  projects[name] = project
}

const samples = Object.fromEntries(Object.keys(variants).map((name) => [name, []]))
for (let round = 0; round < rounds; round++) {
  for (const [name, { folder }] of Object.entries(projects)) {
    const before = childrenCpu()
    const { status, stdout } = spawnSync(process.execPath, [vitest, 'run'], { cwd: folder, encoding: 'utf8' })
    if (status !== 0) throw new Error(stdout)
    samples[name].push(childrenCpu() - before)
  }
}
for (const project of Object.values(projects)) await project.remove()

const reference = samples['no setup']
console.log(
  '| suite of 40 files | CPU, median | ratio to no setup (min to max) | ms CPU a file over no setup |\n|---|---|---|---|',
)
for (const [name, values] of Object.entries(samples)) {
  const ratios = values.map((value, round) => value / reference[round])
  const extra = values.map((value, round) => (value - reference[round]) / files)
  const spread = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`
  console.log(
    `| ${name} | ${median(values).toFixed(0)} ms | ${median(ratios).toFixed(2)} (${spread}) | ${median(extra).toFixed(1)} |`,
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
