import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { isPlainObject } from '../config/plain-object.ts'
import { foldersToSearch, searchPlaces } from '../config/search-places.ts'
import { NotEditable } from './edit/not-editable.ts'
import { withPlugin } from './edit/with-plugin.ts'
import { newConfigFile, newConfigText, type Runner } from './new-config.ts'

/** One file that `init` writes; `before` is absent for a new one. */
export interface PlannedFile {
  file: string
  before?: string
  after: string
}

/** What `init` would do in a folder. */
export interface InitPlan {
  runner: Runner
  files: PlannedFile[]
  /** What is there already, and what a person has to do. */
  notes: string[]
}

/** Looks at the project in `folder`; writes nothing. */
export function planInit(folder: string): InitPlan {
  const runner = runnerOf(folder)
  const notes: string[] = []
  const files = [...configFile(folder, runner, notes), ...(runner === 'vitest' ? pluginFile(folder, notes) : [])]
  if (runner === 'jest') notes.push("Jest: add 'vitest-mtls/jest' to setupFilesAfterEnv in the Jest config.")
  if (runner === 'none') {
    notes.push(
      "Without a test runner: import { request } from 'vitest-mtls/request'. With Vitest: npm i -D vitest, then run init again.",
    )
  }
  return { runner, files, notes }
}

const vitestConfig = /^(?:vitest|vite)\.config\.(?:[cm]?[jt]s)$/

/** By what lies in the folder, and what its package.json depends on. */
export function runnerOf(folder: string): Runner {
  const names = readdirSync(folder)
  const manifest = manifestOf(folder)
  if (names.some((name) => /^vitest\./.test(name)) || 'vitest' in manifest) return 'vitest'
  return names.some((name) => /^jest\.config\./.test(name)) || 'jest' in manifest ? 'jest' : 'none'
}

/** What package.json depends on, by name. */
function manifestOf(folder: string): Record<string, unknown> {
  const { dependencies, devDependencies, jest } = packageOf(folder)
  return {
    ...(isPlainObject(dependencies) && dependencies),
    ...(isPlainObject(devDependencies) && devDependencies),
    ...(jest !== undefined && { jest }),
  }
}

/** The folder's package.json; empty without one that can be read. */
function packageOf(folder: string): Record<string, unknown> {
  try {
    const manifest: unknown = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
    return isPlainObject(manifest) ? manifest : {}
  } catch {
    return {}
  }
}

function configFile(folder: string, runner: Runner, notes: string[]): PlannedFile[] {
  const present = foldersToSearch(folder).flatMap(configsIn)[0]
  if (present !== undefined) {
    notes.push(`${path.relative(folder, present)} is there already and stays as it is.`)
    return []
  }
  const file = newConfigFile(folder, runner)
  return [{ file, after: newConfigText(file, starterOptions) }]
}

/** Where a config stands in a folder, in the order in which they are looked for. */
function configsIn(folder: string): string[] {
  const names = searchPlaces.filter((place) =>
    place === 'package.json' ? packageOf(folder).mtls !== undefined : existsSync(path.join(folder, place)),
  )
  return names.map((name) => path.join(folder, name))
}

const starterOptions = `  // Authorities to trust besides Node's own, such as 'certs/internal-ca.pem'.
  ca: [],
  // One entry a host: npx vitest-mtls add api.internal:8443 --cert certs/client.crt --key certs/client.key
  clientCertificates: [],
`

function pluginFile(folder: string, notes: string[]): PlannedFile[] {
  const names = readdirSync(folder).filter((name) => vitestConfig.test(name))
  const name = names.find((one) => one.startsWith('vitest.')) ?? names[0]
  if (readdirSync(folder).some((one) => /^vitest\.workspace\./.test(one))) {
    notes.push('A workspace: give each of its projects `extends: true`, or the plugin itself.')
  }
  if (name === undefined) return [{ file: path.join(folder, 'vitest.config.ts'), after: starterVitestConfig }]
  const file = path.join(folder, name)
  const before = readFileSync(file, 'utf8')
  if (/['"]vitest-mtls(?:\/plugin)?['"]/.test(before)) {
    notes.push(`${name} has the plugin already.`)
    return []
  }
  if (/\bprojects\s*:/.test(before))
    notes.push(`${name} has projects: give each \`extends: true\`, so that the plugin reaches it.`)
  try {
    return [{ file, before, after: withPlugin(before) }]
  } catch (error) {
    if (!(error instanceof NotEditable)) throw error
    notes.push(
      `${name} cannot be changed safely (${error.message}). Add by hand:\n  import mtls from 'vitest-mtls'\n  plugins: [mtls()]`,
    )
    return []
  }
}

const starterVitestConfig = `import { defineConfig } from 'vitest/config'
import mtls from 'vitest-mtls'

export default defineConfig({
  plugins: [mtls()],
})
`
