import type { Stats } from 'node:fs'
import type { ResolvedSource } from '../config/resolved-config.ts'

const { statSync } = process.getBuiltinModule('node:fs')

/** What the files of some sources looked like, to tell whether they still do: cheap enough for every request. */
export class SourceStamps {
  readonly #files: { file: string; stat: Stats | undefined }[]

  constructor(sources: readonly ResolvedSource[]) {
    // Content never changes.
    const files = new Set(sources.flatMap((source) => (source.kind === 'file' ? [source.file] : [])))
    this.#files = [...files].map((file) => ({ file, stat: look(file) }))
  }

  get stillHold(): boolean {
    return this.#files.every(({ file, stat }) => isSame(stat, look(file)))
  }
}

const orUndefined = { throwIfNoEntry: false } as const

function look(file: string): Stats | undefined {
  return statSync(file, orUndefined)
}

function isSame(before: Stats | undefined, now: Stats | undefined): boolean {
  if (before === undefined || now === undefined) return before === now
  return (
    before.mtimeMs === now.mtimeMs &&
    before.ctimeMs === now.ctimeMs &&
    before.size === now.size &&
    before.ino === now.ino
  )
}
