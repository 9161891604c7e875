import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import type { ResolvedSource } from '../config/resolved-config.ts'
import { suggestionFor } from '../config/suggestion.ts'
import { Unusable } from './unusable.ts'

/** Bytes of a source. */
export function readSource(source: ResolvedSource): Uint8Array {
  if (source.kind === 'content') {
    const bytes = source.content.reveal()
    if (bytes.length > 0) return bytes
    throw new Unusable('The content is empty.', 'Give the content as PEM text or as base64.')
  }
  try {
    const bytes = readFileSync(source.file)
    if (bytes.length > 0) return bytes
  } catch (error) {
    throw unreadable(source, error)
  }
  throw new Unusable(`${nameOf(source)} is empty.`, 'Put the content into the file, or name another one.')
}

/** A source at the beginning of a sentence. */
export function nameOf(source: ResolvedSource): string {
  return source.kind === 'file' ? `The file ${source.label}` : 'The content'
}

/** Changes whenever the file does; content never changes. */
export function stampOf(source: ResolvedSource): string {
  if (source.kind === 'content') return ''
  const stat = statSync(source.file, { throwIfNoEntry: false })
  return stat ? `${stat.mtimeMs}.${stat.ctimeMs}.${stat.size}.${stat.ino}` : 'missing'
}

function unreadable(source: ResolvedSource & { kind: 'file' }, error: unknown): Unusable {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const near = neighbour(source.file)
    const folder = path.dirname(source.file)
    const remedy = near
      ? `Did you mean ${near}, in the same folder?`
      : `Put the file into ${folder}, or correct the path.`
    // The folder may come from a variable whose content must not be shown.
    const shown = source.label.includes('${') ? 'Correct the path.' : remedy
    return new Unusable(`${nameOf(source)} does not exist.`, source.remedy ?? shown)
  }
  if (code === 'EISDIR') return new Unusable(`${nameOf(source)} is a folder.`, 'Name a file in it.')
  if (code === 'EACCES' || code === 'EPERM') {
    return new Unusable(`${nameOf(source)} may not be read.`, 'Give read permission to the user who runs the tests.')
  }
  return new Unusable(`${nameOf(source)} could not be read (${code ?? 'no reason given'}).`, 'Correct the path.')
}

function neighbour(file: string): string | undefined {
  try {
    return suggestionFor(path.basename(file), readdirSync(path.dirname(file)))
  } catch {
    return undefined
  }
}
