import path from 'node:path'
import { loadConfig } from '../config/load-config.ts'
import { isPlainObject } from '../config/plain-object.ts'
import { readConfigFile } from '../config/read-config-file.ts'
import { checkCredentials } from '../credentials/check-credentials.ts'
import { ConfigError, type ConfigProblem } from '../errors/config-error.ts'
import type { ValuePath, WrittenValue } from './edit/editable-document.ts'
import { importConfigModule } from './import-config-module.ts'

/** What the checks of a run say of one more entry. */
export interface CheckedEntry {
  /** The list that it belongs into. */
  list: ValuePath
  errors: ConfigProblem[]
  warnings: ConfigProblem[]
}

/** Checks a config file with one more client certificate, before anything is written; only what concerns that entry is told. */
export async function checkedValue(
  file: string,
  env: NodeJS.ProcessEnv,
  profile: string | undefined,
  entry: WrittenValue,
): Promise<CheckedEntry> {
  const { value } = await readConfigFile(file, importConfigModule)
  const config = isPlainObject(value) ? value : {}
  const list = listFor(config, profile)
  const present = list.reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], config)
  const items = Array.isArray(present) ? present : []
  const place = `${list.join('.')}[${items.length}]`
  const problems = await problemsOf(file, env, profile, withList(config, list, [...items, entry]))
  const own = problems
    .filter(({ path: at }) => at === place || at.startsWith(`${place}.`))
    .map((problem) => ({ ...problem, file }))
  const of = (severity: ConfigProblem['severity']) => own.filter((problem) => problem.severity === severity)
  return { list, errors: of('error'), warnings: of('warning') }
}

/** A chosen profile's list replaces the one above. */
function listFor(config: Record<string, unknown>, profile: string | undefined): readonly string[] {
  const { profiles } = config
  const chosen = profile !== undefined && isPlainObject(profiles) ? profiles[profile] : undefined
  const isOwn = isPlainObject(chosen) && chosen.clientCertificates !== undefined
  return isOwn ? ['profiles', profile!, 'clientCertificates'] : ['clientCertificates']
}

function withList(value: unknown, [name, ...rest]: readonly string[], list: unknown[]): unknown {
  if (name === undefined) return list
  const object = isPlainObject(value) ? value : {}
  return { ...object, [name]: withList(object[name], rest, list) }
}

async function problemsOf(file: string, env: NodeJS.ProcessEnv, profile: string | undefined, config: unknown) {
  try {
    const resolved = await loadConfig({
      root: path.dirname(file),
      env,
      config: config as object,
      check: checkCredentials,
      ...(profile === undefined ? {} : { profile }),
    })
    return [...resolved.warnings]
  } catch (error) {
    if (error instanceof ConfigError) return [...error.problems]
    throw error
  }
}
