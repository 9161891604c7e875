import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { run } from '../../src/cli/run.ts'

/** What a call of the command came to. */
export interface Called {
  code: number
  out: string
  note: string
}

/** A folder with these files, removed at the end of the test. */
export function folderWith(files: Record<string, string> = {}): string {
  const folder = folderToRemove(files)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A folder with these files, for their owner alone, and a package.json, so that no config is looked for above it. */
export function folderToRemove(files: Record<string, string>): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'vitest-mtls-cli-')))
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }\n')
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), content, { mode: 0o600 })
  }
  return folder
}

/** Calls the command in a folder, as from a terminal that nobody sits at. Paths in what it says are relative to the folder. */
export async function call(
  cwd: string,
  args: readonly string[],
  { columns = 80, env = {} }: { columns?: number; env?: NodeJS.ProcessEnv } = {},
): Promise<Called> {
  const called = { out: '', note: '' }
  const code = await run(args, {
    cwd,
    env: { NO_PROXY: '*', ...env },
    out: (text) => {
      called.out += text
    },
    note: (text) => {
      called.note += text
    },
    color: false,
    columns,
    interactive: false,
  })
  const here = (text: string) => text.replaceAll(`${cwd}/`, '').replaceAll(cwd, '.')
  return { code, out: here(called.out), note: here(called.note) }
}
