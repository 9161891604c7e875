import path from 'node:path'
import type { FileOrContent } from './options.ts'
import type { ResolvedSource } from './resolved-config.ts'
import { Secret } from './secret.ts'

/** Tell a file from content; a relative path is relative to `folder`. `place` is where the config says so. */
export function resolveSource(value: FileOrContent, place: string, folder: string): ResolvedSource {
  if (value instanceof Uint8Array) return content(value, place)
  if (typeof value === 'object') return content(Buffer.from(value.base64, 'base64'), place)
  const text = value.replace(/^\uFEFF/, '').trimStart()
  if (text.startsWith('-----BEGIN')) return content(Buffer.from(unescapeLines(text)), place)
  const file = path.resolve(folder, value)
  const relative = path.relative(folder, file)
  const label = relative.startsWith('..') ? file : relative.split(path.sep).join('/')
  return { kind: 'file', file, path: place, label }
}

function content(bytes: Uint8Array, place: string): ResolvedSource {
  return { kind: 'content', content: new Secret(bytes), path: place, label: place }
}

/** Environment variables often carry PEM on one line, with `\n` as two characters. */
function unescapeLines(text: string): string {
  return text.includes('\n') ? text : text.replaceAll('\\r', '').replaceAll('\\n', '\n')
}
