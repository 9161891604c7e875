import path from 'node:path'
import { UsageError } from '../usage-error.ts'
import type { ImportedFile } from './imported.ts'
import { readWritten } from './read-written.ts'
import { allNamed, itemsOf, listsNamed, property, type Written } from './written.ts'

/** The tools whose files are read, by the names that `--from` takes. */
export const tools = ['newman', 'playwright', 'cypress', 'bruno', 'insomnia', 'k6', 'npmrc', 'curl'] as const
export type Tool = (typeof tools)[number]

const known = `a tool that is known here (${tools.join(', ')})`

/** Reads a file of another tool; `from` says which, otherwise its name and content tell. @throws UsageError */
export async function readImport(file: string, text: string, from?: string): Promise<ImportedFile> {
  if (from !== undefined && !tools.includes(from as Tool)) throw new UsageError(`--from takes ${tools.join(', ')}`)
  const asText = (from as Tool | undefined) ?? textTool(file, text)
  if (asText === 'npmrc') return (await import('./npmrc.ts')).readNpmrc(text)
  if (asText === 'curl') return (await import('./curl.ts')).readCurl(text, { isConfig: isCurlConfig(file) })
  const written = await readWritten(file, text)
  return readTool((from as Tool | undefined) ?? toolOf(file, text, written), written)
}

async function readTool(tool: Tool, written: Written): Promise<ImportedFile> {
  switch (tool) {
    case 'newman':
      return (await import('./newman.ts')).readNewman(written)
    case 'playwright':
      return (await import('./playwright.ts')).readPlaywright(written)
    case 'cypress':
      return (await import('./cypress.ts')).readCypress(written)
    case 'bruno':
      return (await import('./bruno.ts')).readBruno(written)
    case 'insomnia':
      return (await import('./insomnia.ts')).readInsomnia(written)
    case 'k6':
      return (await import('./k6.ts')).readK6(written)
    default:
      throw new UsageError(`${tool} is read as text`)
  }
}

function textTool(file: string, text: string): 'npmrc' | 'curl' | undefined {
  if (/^\.?npmrc$/.test(path.basename(file)) || /^\s*\/\/\S+:(?:certfile|keyfile)\s*=/m.test(text)) return 'npmrc'
  if (isCurlConfig(file)) return 'curl'
  if (/(?:^|[\s;&|(])newman\s+run\s/m.test(text) && !/\.json$/i.test(file))
    throw new UsageError('that is a command line of Newman; import the file that its --ssl-client-cert-list names')
  const isSource = /\.(?:[cm]?[jt]s|json|ya?ml|db)$/i.test(file)
  return !isSource && /(?:^|[\s;&|(])(?:\S*\/)?curl\s/m.test(text) ? 'curl' : undefined
}

/** A file for curl's `--config`. */
function isCurlConfig(file: string): boolean {
  return /(?:^[._]?curlrc|\.curlrc)$/i.test(path.basename(file))
}

function toolOf(file: string, text: string, written: Written): Tool {
  const name = path.basename(file)
  if (allNamed(written, 'tlsAuth').length > 0) return 'k6'
  const lists = listsNamed(written, 'clientCertificates')
  const has = (list: readonly Written[], key: string) => list.some((item) => property(item, key) !== undefined)
  const entries = lists.flatMap(itemsOf)
  if (has(entries, 'origin') || /@playwright\/test/.test(text)) return 'playwright'
  if (has(entries, 'url') || /^cypress\b/.test(name)) return 'cypress'
  if (
    itemsOf(property(property(written, 'clientCertificates'), 'certs')).length > 0 ||
    has(entries, 'domain') ||
    has(itemsOf(property(written, 'certs')), 'domain')
  )
    return 'bruno'
  if (has(itemsOf(written), 'matches')) return 'newman'
  const isInsomnia =
    property(written, 'resources') !== undefined || /"?type"?\s*:\s*"?(?:ClientCertificate|CaCertificate)\b/.test(text)
  if (isInsomnia) return 'insomnia'
  if (/schema\.getpostman\.com|_postman_variable_scope/.test(text))
    throw new UsageError(
      `${name} is an export of Postman, whose app keeps client certificates in its settings; import the file for Newman's --ssl-client-cert-list`,
    )
  throw new UsageError(`${name} has no client certificates of ${known}; name the tool with --from`)
}
