import path from 'node:path'
import { bytesOf } from './bytes.ts'
import type { Base64Content, FileOrContent } from './options.ts'
import type { ResolvedSource } from './resolved-config.ts'
import { Secret } from './secret.ts'

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
  const text = value.replace(/^\uFEFF/, '').trimStart()
  if (text.startsWith('-----BEGIN')) return content(Buffer.from(unescapeLines(text)), place.path)
  const file = path.resolve(place.folder, value)
  return { kind: 'file', file, path: place.path, label: place.written ?? relativeLabel(file, place.folder) }
}

/** Whether a text that should name a file is rather the content of one, in base64. DER in base64 begins with M. */
export function looksLikeBase64(text: string): boolean {
  return /^M[A-Za-z0-9+/\s]{59,}={0,2}\s*$/.test(text)
}

function relativeLabel(file: string, folder: string): string {
  const relative = path.relative(folder, file)
  if (relative === '') return '.'
  return relative.startsWith('..') ? file : relative.split(path.sep).join('/')
}

function content(bytes: Uint8Array, place: string): ResolvedSource {
  return { kind: 'content', content: new Secret(bytes), path: place, label: place }
}

/** Environment variables often carry PEM on one line, with `\n` as two characters. */
function unescapeLines(text: string): string {
  return text.includes('\n') ? text : text.replaceAll('\\r', '').replaceAll('\\n', '\n')
}
