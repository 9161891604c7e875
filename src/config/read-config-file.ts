import { accessSync, constants, existsSync } from 'node:fs'
import path from 'node:path'
import { type ImportModule, importConfig } from './import-config.ts'
import { parseJson, parseYaml } from './parse-config.ts'
import { foldersToSearch, searchPlaces } from './search-places.ts'

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
  const folders = foldersToSearch(root, options.stopAt).filter((folder) =>
    searchPlaces.some((place) => existsSync(path.join(folder, place))),
  )
  if (folders.length === 0) return undefined
  const explorer = await createExplorer(options.importModule)
  for (const folder of folders) {
    refuseUnreadable(folder)
    const found = await explorer.search(folder)
    if (found) return { ...configFile(found), unused: otherFiles(folder, found.filepath) }
  }
  return undefined
}

/** Read the config file of that name. */
export async function readConfigFile(file: string, importModule?: ImportModule): Promise<ConfigFile> {
  const explorer = await createExplorer(importModule)
  return configFile((await explorer.load(file)) ?? { filepath: file, config: undefined, isEmpty: true })
}

/** Imported when a file is looked for: an inline config does without. */
async function createExplorer(importModule: ImportModule | undefined) {
  const { cosmiconfig, defaultLoaders } = await import('cosmiconfig')
  const yaml = (file: string, text: string) =>
    wrap(parseYaml(text, (content) => defaultLoaders['.yaml'](file, content)))
  const module = async (file: string) => wrap(await importConfig(file, importModule))
  return cosmiconfig('mtls', {
    searchStrategy: 'none',
    searchPlaces: [...searchPlaces],
    ignoreEmptySearchPlaces: false,
    cache: false,
    loaders: {
      // Of a package.json cosmiconfig takes the property, so it must see the object itself.
      '.json': (file: string, text: string) =>
        path.basename(file) === 'package.json' ? parseJson(text) : wrap(parseJson(text)),
      '.yaml': yaml,
      '.yml': yaml,
      noExt: yaml,
      '.js': module,
      '.ts': module,
      '.mjs': module,
      '.cjs': module,
    },
  })
}

/** Keeps cosmiconfig from giving a meaning of its own to what is inside. */
class Wrapped {
  readonly value: unknown
  constructor(value: unknown) {
    this.value = value
  }
}

function wrap(value: unknown): Wrapped {
  return new Wrapped(value)
}

function configFile(result: { filepath: string; config: unknown; isEmpty?: boolean }): ConfigFile {
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
