import path from 'node:path'
import type { ConfigProblem } from '../errors/config-error.ts'
import type { Environment } from './environment.ts'
import type { ImportModule } from './import-config.ts'
import { type FruitlessSearch, missedConfigs } from './missed-configs.ts'
import type { MtlsOptions } from './options.ts'
import { mayBePath } from './path-or-content.ts'
import { isPlainObject } from './plain-object.ts'
import { configError, ProblemList } from './problem-list.ts'
import { type ConfigFile, findConfigFile, readConfigFile } from './read-config-file.ts'
import { type LoadedConfig, resolveConfig } from './resolve-config.ts'
import type { ResolvedConfig, ResolvedSource } from './resolved-config.ts'
import { shownMessage } from './shown-message.ts'
import { UnreadableConfig } from './unreadable-config.ts'

const { existsSync } = process.getBuiltinModule('node:fs')

export interface LoadConfigInput {
  /** Folder to search from, and that the relative paths of an inline config are relative to. */
  root: string
  /** A config file, or the config itself. Default: search. */
  config?: string | MtlsOptions
  /** Default: `MTLS_PROFILE` of `env`. */
  profile?: string
  /** Default: `process.env`. */
  env?: Environment
  /** Loads JavaScript and TypeScript configs. Default: Node's own `import()`. */
  importModule?: ImportModule
  /** Last folder to search. Default: the root of the workspace, or of the nearest package. */
  stopAt?: string
  /** Looks into the files, so that their problems are reported together with those of the config. */
  check?: (config: ResolvedConfig) => Promise<{ errors: ConfigProblem[]; warnings: ConfigProblem[] }>
}

/**
 * Find, check and resolve the configuration. Without one: default trust, no client certificates.
 * @throws ConfigError with every problem at once.
 */
export async function loadConfig(input: LoadConfigInput): Promise<ResolvedConfig> {
  const env = input.env ?? process.env
  const loaded = await load(input)
  const profile = profileOf(input, env, loaded)
  const problems = new ProblemList(loaded.file ?? (loaded.search ? loaded.folder : 'inline config'))
  warnAboutFile(loaded, problems)
  const resolved = resolveConfig(loaded, profile, env, problems)
  if (loaded.search) warnAboutMissed(loaded.search, loaded.folder, problems)
  const config = freeze({
    ...resolved,
    ...(loaded.search && { search: loaded.search }),
    warnings: problems.warnings,
    files: dependencies(resolved),
  })
  const checked = await input.check?.(config)
  const errors = [...problems.errors, ...(checked?.errors ?? [])]
  // A warning may be the reason of an error elsewhere.
  if (errors.length > 0) throw configError([...errors, ...config.warnings, ...(checked?.warnings ?? [])])
  return checked ? freeze({ ...config, warnings: [...config.warnings, ...checked.warnings] }) : config
}

function warnAboutFile({ isEmpty, unused = [] }: Loaded, problems: ProblemList): void {
  if (isEmpty) {
    problems.warning('', 'The file is empty: nothing is configured.', 'Write an object of options, or remove the file.')
  }
  for (const name of unused) {
    problems.warning('', `${name} in the same folder is not used: this file comes first.`, 'Keep one of them.')
  }
}

function warnAboutMissed({ misnamed, elsewhere }: FruitlessSearch, folder: string, problems: ProblemList): void {
  const named = (file: string) => path.relative(folder, file).split(path.sep).join('/')
  for (const file of misnamed) {
    const remedy = 'Call it mtls.config.ts, .js, .json or .yaml, or name it in the plugin: mtls({ config }).'
    problems.warning(named(file), 'No config was found, and this file has nearly the name of one.', remedy)
  }
  for (const file of elsewhere) {
    const remedy = `Move it to the root or above, or name it in the plugin: mtls({ config: '${named(file)}' }).`
    problems.warning(named(file), 'No config was found, and this one lies in a folder that is not searched.', remedy)
  }
}

/** The environment variable holds for many projects: one whose config has no profiles is not concerned. */
function profileOf({ profile }: LoadConfigInput, env: Environment, { value }: LoadedConfig): string | undefined {
  if (profile !== undefined || !env.MTLS_PROFILE) return profile
  return isPlainObject(value) && value.profiles !== undefined ? env.MTLS_PROFILE : undefined
}

/** Besides the config: what is odd about its file. */
type Loaded = LoadedConfig & Partial<Pick<ConfigFile, 'isEmpty' | 'unused'>> & { search?: FruitlessSearch }

async function load(input: LoadConfigInput): Promise<Loaded> {
  const { config } = input
  const root = path.resolve(input.root)
  if (config !== undefined && typeof config !== 'string') return { folder: root, prefix: '', value: config }
  if (config !== undefined && !existsSync(path.resolve(root, config)) && !mayBePath(config)) throw noPath(config)
  const file = config === undefined ? undefined : path.resolve(root, config)
  try {
    const found =
      file === undefined ? await findConfigFile(root, input) : await readConfigFile(file, input.importModule)
    return found ? fromFile(found) : { folder: root, prefix: '', value: {}, search: missedConfigs(root, input.stopAt) }
  } catch (error) {
    throw unreadable(error, file)
  }
}

function fromFile({ file, value, isEmpty, unused }: ConfigFile): Loaded {
  const prefix = path.basename(file) === 'package.json' ? 'mtls' : ''
  return { file, folder: path.dirname(file), prefix, value: isEmpty ? {} : value, isEmpty, unused }
}

/** Content in the place of a path is not shown. */
function noPath(config: string): Error {
  const problems = new ProblemList('config')
  const message = `Found a string of ${config.length} characters that is no path.`
  problems.error('', message, 'Write the path of a config file, or the configuration itself as an object.')
  return configError(problems.errors)
}

function unreadable(error: unknown, file: string | undefined): Error {
  const { code, filepath, path: place } = error as { code?: string; filepath?: string; path?: string }
  const problems = new ProblemList(filepath ?? place ?? file ?? 'config file')
  if (error instanceof UnreadableConfig) problems.error('', error.message, error.remedy)
  else if (code === 'EISDIR') problems.error('', 'It is a folder.', 'Name the config file in it.')
  else if (code === 'ENOENT' || code === 'ENOTDIR')
    problems.error('', 'The file does not exist.', 'Correct the path given as `config`.')
  else if (code === 'EACCES' || code === 'EPERM')
    problems.error('', 'The file may not be read.', 'Give read permission to the user who runs the tests.')
  else
    problems.error(
      '',
      error instanceof Error ? shownMessage(error.message) : 'The file could not be loaded.',
      'Correct the file.',
    )
  return configError(problems.errors)
}

/** The files that decide: the config, and what it names. */
function dependencies(config: Omit<ResolvedConfig, 'warnings' | 'files'>): string[] {
  const sources: (ResolvedSource | 'system')[] = [
    ...config.ca.map((entry) => entry.source),
    ...config.crl,
    ...config.clientCertificates.flatMap(({ identity }) => {
      if (!identity) return []
      return identity.kind === 'pfx' ? [identity.pfx] : [...identity.cert, identity.key]
    }),
  ]
  const files = sources.flatMap((source) => (typeof source === 'object' && source.kind === 'file' ? [source.file] : []))
  return [...new Set([...(config.file ? [config.file] : []), ...files])]
}

/** Data all the way down; secrets and bytes are their own. */
function freeze<Value>(value: Value): Value {
  if (
    Array.isArray(value) ||
    (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype)
  ) {
    for (const item of Object.values(value)) freeze(item)
    Object.freeze(value)
  }
  return value
}
