import type { Stats } from 'node:fs'

const { statSync } = process.getBuiltinModule('node:fs')

const orUndefined = { throwIfNoEntry: false } as const

/** What the file system knows of a file; undefined where there is none, or none can have that name: Node's error would quote it. */
export function statOf(file: string): Stats | undefined {
  try {
    return statSync(file, orUndefined)
  } catch {
    return undefined
  }
}
