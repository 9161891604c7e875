import { statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { withoutSecrets } from './secret-text.ts'
import { UnreadableConfig } from './unreadable-config.ts'

/** Loads a module and gives its namespace, e.g. Vitest's `project.import`. */
export type ImportModule = (file: string) => Promise<unknown>

/** The default export of a JavaScript or TypeScript config, fresh after every change of the file. */
export async function importConfig(file: string, importModule: ImportModule = importNatively): Promise<unknown> {
  try {
    return defaultExport(await importModule(file))
  } catch (error) {
    throw withoutSource(file, error)
  }
}

/** Node's own `import()`, fresh after every change of the file. */
export async function importNatively(file: string): Promise<unknown> {
  // A changed query gives a fresh ES module; CommonJS has a cache of its own.
  const require = createRequire(pathToFileURL(file))
  delete require.cache[file]
  return import(/* @vite-ignore */ `${pathToFileURL(file).href}?changed=${statSync(file).mtimeMs}`)
}

/** The value itself under every way in which loaders wrap a CommonJS or ES module; a function is called. */
async function defaultExport(namespace: unknown): Promise<unknown> {
  let value = namespace
  while (typeof value === 'object' && value !== null && 'default' in value) value = value.default
  return typeof value === 'function' ? value() : value
}

/** Loaders quote the source line of a mistake, which may hold a secret: keep what happened and where. */
function withoutSource(file: string, error: unknown): Error {
  const { code, name, message, stack } = facts(error)
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION' && file.endsWith('.ts')) {
    return new UnreadableConfig(
      `Node ${process.versions.node} cannot load TypeScript by itself.`,
      'Run it in Vitest, use Node 22.18 or later, or write the config in JavaScript, JSON or YAML.',
    )
  }
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
    return new UnreadableConfig(
      `The file imports something that does not exist: ${withoutSecrets(message).split('\n')[0]}`,
    )
  }
  const isSyntax = name === 'SyntaxError' || /transform failed|parse (failure|error)/i.test(message)
  if (isSyntax) {
    const line = new RegExp(`${escapeRegExp(file)}:(\\d+)`).exec(`${message}\n${stack}`)?.[1]
    return new UnreadableConfig(`The file has a syntax error${line ? ` at line ${line}` : ''}.`)
  }
  return new UnreadableConfig(`The file threw ${name} while it was loaded: ${withoutSecrets(message).split('\n')[0]}`)
}

function facts(error: unknown): { code?: string; name: string; message: string; stack: string } {
  if (typeof error !== 'object' || error === null) return { name: 'a value', message: typeof error, stack: '' }
  const { code, name, message, stack } = error as Record<string, unknown>
  return {
    ...(typeof code === 'string' && { code }),
    name: typeof name === 'string' ? name : 'an object',
    message: typeof message === 'string' ? message : '',
    stack: typeof stack === 'string' ? stack : '',
  }
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
