/** What the scripts share that try the packed package in projects of its users. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Ends with a slash. */
export const repository = fileURLToPath(new URL('../..', import.meta.url))

/** A folder outside the repository, so that nothing of it is found by accident, and the tarball in it. */
export async function packInto(prefix) {
  const folder = await mkdtemp(join(tmpdir(), prefix))
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const packed = JSON.parse((await run('npm', pack, { cwd: repository })).stdout)
  const { filename } = Array.isArray(packed) ? packed[0] : Object.values(packed)[0]
  return { folder, tarball: join(folder, filename), remove: () => rm(folder, { recursive: true, force: true }) }
}

/** Makes a project with these packages; `options` are npm's. */
export async function installInto(folder, packages, { type = 'module', options = [] } = {}) {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), `${JSON.stringify({ private: true, type })}\n`)
  const install = ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...options, '-D', ...packages]
  await run('npm', install, { cwd: folder })
}

/** The newest version that a range allows: `newestVersion('vitest@~4.1')`. */
export async function newestVersion(range) {
  const { stdout } = await run('npm', ['view', range, 'version', '--json'])
  return [JSON.parse(stdout)].flat().at(-1)
}

/** Runs Node to its end. */
export async function finished(args, { cwd, env = {}, binary = process.execPath }) {
  const child = spawn(binary, args, {
    cwd,
    env: { ...process.env, ...env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [out, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code, output: out + errors }
}

let passed = 0
let failed = 0

/** Prints a line for a check, and the output of one that failed. */
export function check(what, isGood, output) {
  console.log(`${isGood ? 'ok' : 'NOT OK'} ${what}`)
  if (isGood) passed++
  else {
    failed++
    console.log(output)
  }
}

/** Prints `N passed, N failed`; the exit code says whether all is well. */
export function conclude() {
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1
}
