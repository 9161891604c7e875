import path from 'node:path'
import { UsageError } from '../usage-error.ts'
import type { Written } from './written.ts'

/** Reads a file's text as data; parsers are loaded for what is there. @throws UsageError where it does not parse. */
export async function readWritten(file: string, text: string): Promise<Written> {
  const extension = path.extname(file).toLowerCase()
  if (/^\.[cm]?[jt]s$/.test(extension)) return (await import('./written-module.ts')).writtenModule(text)
  if (extension === '.db' || /^\{.*\}\r?\n\{/.test(text))
    return (await import('./written-json.ts')).writtenJsonLines(text)
  if (extension === '.json' || /^\uFEFF?\s*[[{]/.test(text))
    return (await import('./written-json.ts')).writtenJson(text)
  if (extension === '.yaml' || extension === '.yml') return (await import('./written-yaml.ts')).writtenYaml(text)
  throw new UsageError(`${path.basename(file)} is of no tool that is known here; name it with --from`)
}
