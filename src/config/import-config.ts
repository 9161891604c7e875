import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { type LoaderError, moduleMistake } from './module-mistake.ts'
import { isPlainObject } from './plain-object.ts'
import { shownMessage } from './shown-message.ts'
import { UnreadableConfig } from './unreadable-config.ts'

const { statSync } = process.getBuiltinModule('node:fs')

/** Loads a module and gives its namespace, e.g. Vitest's `project.import`. */
export type ImportModule = (file: string) => Promise<unknown>

/** The default export of a JavaScript or TypeScript config, fresh after every change of the file. */
export async function importConfig(file: string, importModule: ImportModule = importNatively): Promise<unknown> {
  try {
    return defaultExport(file.endsWith('.cts') ? await importCommon(file) : await importModule(file))
  } catch (error) {
    throw error instanceof UnreadableConfig ? error : withoutSource(file, error)
  }
}

async function importCommon(file: string): Promise<unknown> {
  const { requireTypeScript } = await import('./require-typescript.ts')
  return requireTypeScript(file)
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
  if (Object.prototype.toString.call(value) === '[object Module]' && !('default' in Object(value))) {
    const names = Object.keys(Object(value)).map((name) => `\`${name}\``)
    const exported = names.length === 0 ? 'exports nothing' : `exports ${names.join(', ')}, and nothing by default`
    throw new UnreadableConfig(`The file ${exported}.`, 'Write `export default defineConfig({ ... })`.')
  }
  while (typeof value === 'object' && value !== null && 'default' in value) value = value.default
  return typeof value === 'function' ? value() : value
}

/** Loaders quote the source line of a mistake, which may hold a secret: keep what happened and where. */
function withoutSource(file: string, error: unknown): Error {
  const { code, name, message, stack, loc } = facts(error)
  if (isUnknownTypeScript(file, code, name)) {
    return new UnreadableConfig(
      `Node ${process.versions.node} cannot load TypeScript by itself.`,
      'Run it in Vitest, use Node 22.18 or later, or write the config in JavaScript, JSON or YAML.',
    )
  }
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
    return new UnreadableConfig(`The file imports something that does not exist: ${worded(file, message)}`)
  }
  const isSyntax = name === 'SyntaxError' || /transform failed|parse (failure|error)|failed to parse/i.test(message)
  if (isSyntax)
    return new UnreadableConfig(`The file has a syntax error${moduleMistake(file, { message, stack, loc })}.`)
  // Of Node, where the package is of ES modules.
  const isCommonJs = /^(?:module|exports|require|__dirname|__filename) is not defined/.test(message)
  return new UnreadableConfig(
    `The file threw ${name} while it was loaded: ${worded(file, message)}`,
    isCommonJs ? 'Write `export default` and `import`, or end the name of the file in .cjs.' : undefined,
  )
}

function isUnknownTypeScript(file: string, code: string | undefined, name: string): boolean {
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION') return /\.[mc]?ts$/.test(file)
  // Without `typescript` to read it with: of a file that Node takes for JavaScript, it is the types that it does not know.
  return file.endsWith('.cts') && name === 'SyntaxError' && !('typescript' in process.features)
}

interface Facts extends LoaderError {
  code?: string
  name: string
}

function facts(error: unknown): Facts {
  if (typeof error !== 'object' || error === null) return { name: 'a value', message: typeof error, stack: '' }
  const { code, name, message, stack, loc } = error as Record<string, unknown>
  return {
    ...(typeof code === 'string' && { code }),
    name: typeof name === 'string' ? name : 'an object',
    message: typeof message === 'string' ? message : '',
    stack: typeof stack === 'string' ? stack : '',
    ...(isPlainObject(loc) && { loc: { line: Number(loc.line), column: Number(loc.column) } }),
  }
}

/** The first line of a loader's message. The name of the file stays whole, however random its folder's is. */
function worded(file: string, message: string): string {
  return message.split('\n')[0]!.split(file).map(shownMessage).join(file)
}
