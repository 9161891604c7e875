import path from 'node:path'
import { isPlainObject } from './plain-object.ts'
import { searchPlaces } from './search-places.ts'

const { existsSync, readFileSync } = process.getBuiltinModule('node:fs')

/** Whether a search in the folder may find something. Nearly every folder has a package.json, and few of these hold a config. */
export function mayHoldConfig(folder: string): boolean {
  const present = searchPlaces.filter((place) => existsSync(path.join(folder, place)))
  if (present.some((place) => place !== 'package.json')) return true
  return present.length > 0 && (mayHaveProperty(folder, 'mtls') || usersMayHavePlaces())
}

/** cosmiconfig lets users add places to search: it reads them where the process runs. */
function usersMayHavePlaces(): boolean {
  const folder = process.cwd()
  return (
    ['.config', 'package.yaml'].some((place) => existsSync(path.join(folder, place))) ||
    mayHaveProperty(folder, 'cosmiconfig')
  )
}

/** Of the folder's package.json; one that cannot be read is left to the search, which tells why. */
function mayHaveProperty(folder: string, name: string): boolean {
  try {
    const manifest: unknown = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
    return !isPlainObject(manifest) || manifest[name] !== undefined
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT'
  }
}
