import { readFileSync } from 'node:fs'
import path from 'node:path'

/** Way to a value: names of properties, indexes of lists. */
export type ValuePath = readonly (string | number)[]

/** A value as it is written into a config: plain data, properties in this order. */
export type WrittenValue =
  | string
  | number
  | boolean
  | readonly WrittenValue[]
  | { readonly [name: string]: WrittenValue }

/** The text of a config file, changed at one place, comments and style kept. Each method gives the new text. */
export interface ConfigDocument {
  /** Adds to the end of a list; a list that is missing is made. @throws NotEditable */
  append(list: ValuePath, value: WrittenValue): string
  /** Takes an item out of its list. @throws NotEditable */
  remove(item: ValuePath): string
  /** @throws NotEditable */
  set(property: ValuePath, value: WrittenValue): string
  /** Where a value begins, counted from 1; undefined when it is not written out. */
  lineOf(value: ValuePath): number | undefined
}

/** The value is computed, or written in a way that cannot be changed safely. The message says which. */
export class NotEditable extends Error {
  override readonly name = 'NotEditable'
}

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
