/** `npm run demo`: the `orders` example against servers in this process, with the handshakes of each test as ladders. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { runnerImport } from 'vite'

const load = async (file) => (await runnerImport(new URL(`../fixtures/${file}`, import.meta.url).pathname)).module
const { createExampleProject } = await load('example-project.ts')
const { startOrdersLab } = await load('orders-lab.ts')

const project = await createExampleProject({ from: 'orders' })
const lab = await startOrdersLab(project.folder)
const vitest = join(createRequire(import.meta.url).resolve('vitest/package.json'), '..', 'vitest.mjs')
const run = spawn(process.execPath, [vitest, 'run', '--reporter=verbose'], {
  cwd: project.folder,
  env: { ...process.env, ...lab.env },
  stdio: 'inherit',
})
const [code] = await once(run, 'close')
await lab.close()
await project.remove()
process.exitCode = code ?? 1
