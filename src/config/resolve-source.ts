import path from 'node:path'
import { bytesOf } from './bytes.ts'
import type { Base64Content, FileOrContent } from './options.ts'
import { isContent, mayBePath } from './path-or-content.ts'
import type { ResolvedSource } from './resolved-config.ts'
import { Secret } from './secret.ts'
import { withoutSecrets } from './secret-text.ts'
import { shownPath } from './shown-path.ts'

/** Where a source was written. */
export interface SourcePlace {
  /** Place in the config: `clientCertificates[1].key`. */
  path: string
  /** Folder that a relative path is relative to. */
  folder: string
  /** The text before environment variables were put in: it names the file in messages, their content does not. */
  written?: string | undefined
}

/** Tell a file from content. */
export function resolveSource(value: FileOrContent, place: SourcePlace): ResolvedSource {
  const bytes = bytesOf(value)
  if (bytes !== undefined) return content(bytes, place.path)
  if (typeof value === 'object') return content(Buffer.from((value as Base64Content).base64, 'base64'), place.path)
  if (isContent(value, place.folder)) {
    const variable = /^\$\{\w+(:-…)?\}$/.exec(place.written ?? '')?.[0]
    return {
      ...content(Buffer.from(value), place.path),
      isText: true,
      ...(variable !== undefined && { variable }),
      ...(mayBePath(value) && { candidate: new Secret(path.resolve(place.folder, value)) }),
    }
  }
  const file = path.resolve(place.folder, value)
  const label =
    place.written === undefined ? relativeLabel(shownPath(file), place.folder) : withoutSecrets(place.written)
  return { kind: 'file', file, path: place.path, label }
}

function relativeLabel(file: string, folder: string): string {
  const relative = path.relative(folder, file)
  if (relative === '') return '.'
  return relative.startsWith('..') ? file : relative.split(path.sep).join('/')
}

function content(bytes: Uint8Array, place: string): ResolvedSource & { kind: 'content' } {
  return { kind: 'content', content: new Secret(bytes), path: place, label: place }
}
