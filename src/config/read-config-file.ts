import path from 'node:path'
import { type ImportModule, importConfig } from './import-config.ts'
import { mayHoldConfig } from './may-hold-config.ts'
import { parseJson, parseYaml } from './parse-config.ts'
import { foldersToSearch, searchPlaces } from './search-places.ts'

const { accessSync, constants, existsSync, promises } = process.getBuiltinModule('node:fs')

/** A config file and what it holds. */
export interface ConfigFile {
  file: string
  value: unknown
  /** It holds nothing. */
  isEmpty: boolean
  /** Names of other config files in the same folder. */
  unused: string[]
}

/** Look for a config from `root` upwards; undefined when there is none. */
export async function findConfigFile(
  root: string,
  options: { importModule?: ImportModule; stopAt?: string },
): Promise<ConfigFile | undefined> {
  const folders = foldersToSearch(root, options.stopAt).filter(mayHoldConfig)
  if (folders.length === 0) return undefined
  const explorer = await createExplorer(options.importModule)
  for (const folder of folders) {
    refuseUnreadable(folder)
    const found = await explorer.search(folder)
    if (found) return { ...configFile(found), unused: otherFiles(folder, found.filepath) }
  }
  return undefined
}

/** Read the config file of that name. What needs none of cosmiconfig's parsers does without it: workers read it so. */
export async function readConfigFile(file: string, importModule?: ImportModule): Promise<ConfigFile> {
  const load = ownLoaders(importModule)[path.extname(file)]
  if (load === undefined || path.basename(file) === 'package.json') {
    const explorer = await createExplorer(importModule)
    return configFile((await explorer.load(file)) ?? { filepath: file, config: undefined })
  }
  const text = await promises.readFile(file, 'utf8')
  return configFile({ filepath: file, config: text.trim() === '' ? undefined : await load(file, text) })
}

type Loader = (file: string, text: string) => unknown

/** By extension. */
function ownLoaders(importModule: ImportModule | undefined): Record<string, Loader> {
  const module = (file: string) => importConfig(file, importModule)
  const json = (_: string, text: string) => parseJson(text)
  const modules = ['.js', '.ts', '.mjs', '.cjs', '.mts', '.cts'].map((extension) => [extension, module])
  return { '.json': json, ...Object.fromEntries(modules) }
}

/** Imported when a file is looked for: an inline config does without. */
async function createExplorer(importModule: ImportModule | undefined) {
  const { cosmiconfig, defaultLoaders } = await import('cosmiconfig')
  const yaml: Loader = (file, text) => parseYaml(text, (content) => defaultLoaders['.yaml'](file, content))
  const loaders: Record<string, Loader> = { ...ownLoaders(importModule), '.yaml': yaml, '.yml': yaml, noExt: yaml }
  return cosmiconfig('mtls', {
    searchStrategy: 'none',
    searchPlaces: [...searchPlaces],
    ignoreEmptySearchPlaces: false,
    cache: false,
    loaders: Object.fromEntries(Object.entries(loaders).map(([extension, load]) => [extension, wrapped(load)])),
  })
}

/** Keeps cosmiconfig from giving a meaning of its own to what is inside. */
class Wrapped {
  readonly value: unknown
  constructor(value: unknown) {
    this.value = value
  }
}

/** Of a package.json cosmiconfig takes the property, so it must see the object itself. */
function wrapped(load: Loader): (file: string, text: string) => Promise<unknown> {
  return async (file, text) => {
    const value = await load(file, text)
    return path.basename(file) === 'package.json' ? value : new Wrapped(value)
  }
}

function configFile(result: { filepath: string; config: unknown }): ConfigFile {
  const value = result.config instanceof Wrapped ? result.config.value : result.config
  return { file: result.filepath, value, isEmpty: value === undefined || value === null, unused: [] }
}

/** Every package has a package.json; whether it holds a config too is not worth a look. */
function otherFiles(folder: string, found: string): string[] {
  const others = searchPlaces.filter((place) => place !== 'package.json' && path.join(folder, place) !== found)
  return others.filter((place) => existsSync(path.join(folder, place)))
}

/** cosmiconfig passes over a file that it may not read; a config that is silently not applied would be a lie. */
function refuseUnreadable(folder: string): void {
  for (const place of searchPlaces) {
    const file = path.join(folder, place)
    if (existsSync(file)) accessSync(file, constants.R_OK)
  }
}
