import { type ConfigDocument, NotEditable, openDocument } from './config-document.ts'
import { writeAtomically } from './write-atomically.ts'

/** What became of a change: written, or what a person has to write. */
export type Change = { written: true } | { written: false; reason: string }

/** Changes a config file in place; leaves alone what cannot be changed safely. */
export async function changeConfig(file: string, edit: (document: ConfigDocument) => string): Promise<Change> {
  try {
    const { text, document } = await openDocument(file)
    writeAtomically(file, edit(document), text)
    return { written: true }
  } catch (error) {
    if (error instanceof NotEditable) return { written: false, reason: error.message }
    throw error
  }
}
