import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { ConfigDocument, ValuePath } from './editable-document.ts'

/** A file's text and what can change it. @throws NotEditable */
export async function openDocument(file: string): Promise<{ text: string; document: ConfigDocument }> {
  const text = readFileSync(file, 'utf8')
  return { text, document: await documentOf(file, text) }
}

/** What can change that text; parsers are loaded here. @throws NotEditable */
export async function documentOf(file: string, text: string): Promise<ConfigDocument> {
  switch (formatOf(file, text)) {
    case 'json':
      return (await import('./source-document.ts')).SourceDocument.json(text)
    case 'yaml':
      return new (await import('./yaml-document.ts')).YamlDocument(text)
    case 'module':
      return (await import('./source-document.ts')).SourceDocument.module(text)
  }
}

/** `.mtlsrc` without an ending may be either. */
function formatOf(file: string, text: string): 'json' | 'yaml' | 'module' {
  const extension = path.extname(file)
  if (/^\.[cm]?[jt]s$/.test(extension)) return 'module'
  if (extension === '.json' || /^\uFEFF?\s*\{/.test(text)) return 'json'
  return 'yaml'
}

/** `clientCertificates[1].key` as its parts. */
export function valuePathOf(written: string): ValuePath {
  return [...written.matchAll(/\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|([^.[\]]+)/g)].map(([, index, quoted, name]) =>
    index !== undefined ? Number(index) : quoted !== undefined ? (JSON.parse(`"${quoted}"`) as string) : name!,
  )
}

/** Where the config stands in its file. */
export function rootPathOf(file: string): ValuePath {
  return path.basename(file) === 'package.json' ? ['mtls'] : []
}
