import type { ResolvedSource } from '../config/resolved-config.ts'
import { missingFileRemedy } from './missing-file.ts'
import { statOf } from './stat-of.ts'
import { Unusable } from './unusable.ts'

const { readFileSync } = process.getBuiltinModule('node:fs')

/** Bytes of a source, as they are. */
export function readSource(source: ResolvedSource): Uint8Array {
  if (source.kind === 'content') {
    const bytes = readCandidate(source) ?? source.content.reveal()
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
  if (source.kind === 'file') return `The file ${source.label}`
  return source.variable === undefined ? 'The content' : `The content of ${source.variable}`
}

/** Changes whenever the file does; content that can be no path never changes. `missing`: there is no file of that name. */
export function stampOf(source: ResolvedSource): string {
  const file = source.kind === 'file' ? source.file : source.candidate?.reveal()
  if (file === undefined) return ''
  const stat = statOf(file)
  return stat ? `${stat.mtimeMs}.${stat.ctimeMs}.${stat.size}.${stat.ino}` : 'missing'
}

function readCandidate({ candidate }: ResolvedSource & { kind: 'content' }): Uint8Array | undefined {
  try {
    return candidate && readFileSync(candidate.reveal())
  } catch {
    return undefined
  }
}

/** What was given as a string and cannot be read may be a path that names nothing, or a secret that stands in the wrong place. */
export function wordedFor(source: ResolvedSource, error: Unusable): Unusable {
  if (source.kind === 'file' || !source.isText || error.isPassphrase) return error
  const text = source.content.reveal()
  if (text.length > 4096 || text.includes(10)) return error
  return new Unusable(
    `${error.message} No file has that name either; what was given is not shown, since it may be a secret.`,
    `${error.remedy} Or name a file that exists.`,
  )
}

function unreadable(source: ResolvedSource & { kind: 'file' }, error: unknown): Unusable {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new Unusable(`${nameOf(source)} does not exist.`, source.remedy ?? missingFileRemedy(source))
  }
  if (code === 'EISDIR') return new Unusable(`${nameOf(source)} is a folder.`, 'Name a file in it.')
  if (code === 'EACCES' || code === 'EPERM') {
    return new Unusable(`${nameOf(source)} may not be read.`, 'Give read permission to the user who runs the tests.')
  }
  return new Unusable(`${nameOf(source)} could not be read (${code ?? 'no reason given'}).`, 'Correct the path.')
}
