import path from 'node:path'
import { isPlainObject } from './plain-object.ts'

const { existsSync, readFileSync } = process.getBuiltinModule('node:fs')

const extensions = ['', '.json', '.yaml', '.yml', '.js', '.ts', '.mjs', '.cjs']

/** Names under which a config is looked for in a folder, in this order. */
export const searchPlaces: readonly string[] = [
  'package.json',
  ...extensions.map((extension) => `.mtlsrc${extension}`),
  ...extensions.map((extension) => `.config/mtlsrc${extension}`),
  ...['.js', '.ts', '.mjs', '.cjs', '.mts', '.cts', '.json', '.yaml', '.yml'].map(
    (extension) => `mtls.config${extension}`,
  ),
]

/**
 * The folders to search, from `root` upwards: to the root of the workspace that holds it, otherwise to the nearest package's root.
 * Outside of any package it is `root` alone.
 */
export function foldersToSearch(root: string, stopAt?: string): string[] {
  const upwards = ancestors(path.resolve(root))
  if (stopAt !== undefined) return upTo(upwards, path.resolve(stopAt))
  const packageRoot = upwards.find((folder) => existsSync(path.join(folder, 'package.json')))
  const workspaceRoot = upwards.find(isWorkspaceRoot)
  return upTo(upwards, workspaceRoot ?? packageRoot ?? upwards[0]!)
}

function ancestors(folder: string): string[] {
  const parent = path.dirname(folder)
  return parent === folder ? [folder] : [folder, ...ancestors(parent)]
}

function upTo(folders: string[], last: string): string[] {
  const index = folders.indexOf(last)
  return index < 0 ? folders.slice(0, 1) : folders.slice(0, index + 1)
}

function isWorkspaceRoot(folder: string): boolean {
  if (existsSync(path.join(folder, 'pnpm-workspace.yaml')) || existsSync(path.join(folder, 'lerna.json'))) return true
  try {
    const manifest: unknown = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
    return isPlainObject(manifest) && manifest.workspaces !== undefined
  } catch {
    return false
  }
}
