import path from 'node:path'
import { foldersToSearch, searchPlaces } from './search-places.ts'

const { readdirSync } = process.getBuiltinModule('node:fs')

/** A search that found no config. Paths are absolute. */
export interface FruitlessSearch {
  /** Searched, from the root upwards. */
  folders: readonly string[]
  /** Files in those folders whose names are nearly those of a config. */
  misnamed: readonly string[]
  /** Configs in folders below, which are not searched. */
  elsewhere: readonly string[]
}

/** More folders than that belong to no project of which a look is worth the time. */
const mostFolders = 400
const deepest = 3
const mostTold = 5

/** What a search that found nothing has passed by. */
export function missedConfigs(root: string, stopAt?: string): FruitlessSearch {
  const folders = foldersToSearch(root, stopAt)
  const misnamed = folders.flatMap((folder) =>
    [folder, path.join(folder, '.config')].flatMap((place) =>
      filesIn(place)
        .filter((name) => isMisnamed(path.relative(folder, path.join(place, name))))
        .map((name) => path.join(place, name)),
    ),
  )
  return { folders, misnamed: misnamed.slice(0, mostTold), elsewhere: configsBelow(folders.at(-1)!, new Set(folders)) }
}

/** `mtls.yaml`, `.mtlsrc.toml`, `mtlsrc.json`, `.mtls.config.ts`, `mtls-config.js`, `.config/mtls.config.ts`, `MTLS.config.ts` … */
function isMisnamed(place: string): boolean {
  const name = path.basename(place).toLowerCase()
  if (searchPlaces.includes(place.split(path.sep).join('/'))) return false
  return (
    /^\.?mtls[-._]?(rc|conf|config|cfg)(\.(json[c5]?|ya?ml|toml|ini|[cm]?[jt]sx?)(\.txt)?)?$/.test(name) ||
    /^\.?mtls\.(json[c5]?|ya?ml|toml|ini)$/.test(name)
  )
}

const skipped = /^(node_modules|dist|build|out|coverage|tmp|vendor|\..*)$/

function configsBelow(top: string, searched: ReadonlySet<string>): string[] {
  const found: string[] = []
  let level = [top]
  let looked = 0
  for (let depth = 0; depth <= deepest; depth++) {
    const next: string[] = []
    for (const folder of level) {
      if (++looked > mostFolders || found.length === mostTold) return found
      for (const entry of entriesOf(folder)) {
        if (entry.isDirectory()) {
          if (!skipped.test(entry.name)) next.push(path.join(folder, entry.name))
        } else if (!searched.has(folder) && entry.name !== 'package.json' && searchPlaces.includes(entry.name)) {
          if (found.length < mostTold) found.push(path.join(folder, entry.name))
        }
      }
    }
    level = next
  }
  return found
}

function filesIn(folder: string): string[] {
  return entriesOf(folder).flatMap((entry) => (entry.isFile() ? [entry.name] : []))
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    // A folder that may not be read holds no config of ours.
    return []
  }
}
