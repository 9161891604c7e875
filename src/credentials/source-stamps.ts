import type { Stats } from 'node:fs'
import type { ResolvedSource } from '../config/resolved-config.ts'
import { statOf } from './stat-of.ts'

/** Milliseconds. */
const RECENTLY = 100

/** What the files of some sources looked like, to tell whether they still do. */
export class SourceStamps {
  readonly #files: { file: string; stat: Stats | undefined }[]

  #lookedAt = performance.now()

  constructor(sources: readonly ResolvedSource[]) {
    // Content never changes, unless it may name a file after all.
    const files = new Set(
      sources.flatMap((source) => (source.kind === 'file' ? source.file : (source.candidate?.reveal() ?? []))),
    )
    this.#files = [...files].map((file) => ({ file, stat: statOf(file) }))
  }

  /** Looks at the files. */
  get stillHold(): boolean {
    const hold = this.#files.every(({ file, stat }) => isSame(stat, statOf(file)))
    if (hold) this.#lookedAt = performance.now()
    return hold
  }
  /** They did a moment ago: whoever opens no new connection needs to know no more. */
  get heldRecently(): boolean {
    return performance.now() - this.#lookedAt < RECENTLY || this.stillHold
  }
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
