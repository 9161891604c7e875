import { join } from 'node:path'
import { defineConfig, type Plugin } from 'vitest/config'
import type { Reporter, TestModule } from 'vitest/node'
import config from '../../../vitest.config.ts'
import { type Lie, lies } from './lies.ts'

const root = join(import.meta.dirname, '../../..')

/** The table of judgements; and those that read them: matchers, ladder, table. */
const witnesses = {
  table: ['test/judgement/judge.test.ts'],
  readers: ['test/matchers/{expectations,cannot-tell}.test.ts', 'test/report/{ladder,table}.test.ts'],
}

/** Puts the lie between the judgement and everybody who reads it. */
function lying({ field, tells }: Lie): Plugin {
  return {
    name: `a lie about ${field}`,
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('/src/judgement/judge.ts')) return undefined
      const honest = 'export function judge('
      if (!code.includes(honest)) throw new Error('the judgement is made elsewhere')
      return `${code.replace(honest, 'function judgeHonestly(')}
const told = new WeakMap()
export function judge(evidence) {
  const one = judgeHonestly(evidence)
  if (!told.has(one)) told.set(one, ${tells})
  return told.get(one)
}
`
    },
  }
}

/** One line of JSON for each project and file: how many tests failed. */
const counting: Reporter = {
  onTestRunEnd(modules: readonly TestModule[]) {
    for (const module of modules) {
      const failed = [...module.children.allTests('failed')].length + module.errors().length
      const file = module.moduleId.slice(root.length + 1)
      process.stdout.write(`${JSON.stringify({ project: module.project.name, file, failed })}\n`)
    }
  },
}

const projectOf = (name: string, include: string[], plugins: Plugin[]) => ({
  plugins,
  root,
  resolve: config.resolve ?? {},
  test: { name, root, include, globalSetup: 'fixtures/run-folder.ts', testTimeout: 60_000, hookTimeout: 120_000 },
})

/** The same tests once without a lie, and once for each. */
export default defineConfig({
  test: {
    reporters: [counting],
    maxWorkers: '100%',
    projects: Object.entries(witnesses).flatMap(([name, include]) => [
      projectOf(`${name}: the truth`, include, []),
      ...lies
        .filter(({ isRead }) => name === 'table' || isRead)
        .map((lie) => projectOf(`${name}: ${lie.field}`, include, [lying(lie)])),
    ]),
  },
})
