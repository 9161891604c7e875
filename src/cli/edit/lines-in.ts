import { openDocument, valuePathOf } from './config-document.ts'
import type { ConfigDocument } from './editable-document.ts'

/** Finds the lines of places such as `clientCertificates[1].key` in a config file; the nearest one around it that is written out. */
export async function linesIn(file: string): Promise<(place: string) => number | undefined> {
  let document: ConfigDocument
  try {
    ;({ document } = await openDocument(file))
  } catch {
    return () => undefined
  }
  return (place) => {
    const path = valuePathOf(place)
    for (let length = path.length; length > 0; length--) {
      const line = document.lineOf(path.slice(0, length))
      if (line !== undefined) return line
    }
    return undefined
  }
}
