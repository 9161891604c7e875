import { readFileSync } from 'node:fs'
import { documentOf } from './config-document.ts'
import type { ConfigDocument } from './editable-document.ts'
import { NotEditable } from './not-editable.ts'
import { writeAtomically } from './write-atomically.ts'

/** What became of a change: written, or what a person has to write. */
export type Change = { written: true } | { written: false; reason: string }

/** Changes a config file in place, one edit after the other; leaves alone what cannot be changed safely. */
export async function changeConfig(file: string, ...edits: ((document: ConfigDocument) => string)[]): Promise<Change> {
  try {
    const before = readFileSync(file, 'utf8')
    let text = before
    for (const edit of edits) text = edit(await documentOf(file, text))
    writeAtomically(file, text, before)
    return { written: true }
  } catch (error) {
    if (error instanceof NotEditable) return { written: false, reason: error.message }
    throw error
  }
}
