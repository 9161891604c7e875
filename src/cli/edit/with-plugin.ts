import { NotEditable } from './not-editable.ts'
import { parseModule } from './parse-module.ts'
import { SourceDocument } from './source-document.ts'
import { spliced } from './source-list.ts'

/** The text of a Vitest or Vite config with the plugin in it. @throws NotEditable */
export function withPlugin(text: string): string {
  return withImport(SourceDocument.module(text).appendCode(['plugins'], 'mtls()'))
}

/** After the last import, in the manner of the others. */
function withImport(text: string): string {
  const { body } = parseModule(text)
  const imports = [body ?? []].flat().filter(({ type }) => type === 'ImportDeclaration')
  const last = imports.at(-1)
  if (last === undefined && /\brequire\s*\(/.test(text)) throw new NotEditable('it is CommonJS')
  const quote = /^\s*import[^\n]*"/m.test(text) ? '"' : "'"
  const semicolon = last !== undefined && text[last.end - 1] !== ';' ? '' : last === undefined ? '' : ';'
  const line = `import mtls from ${quote}vitest-mtls${quote}${semicolon}`
  if (last === undefined) return `${line}\n\n${text}`
  return spliced(text, { start: last.end, end: last.end }, `${text.includes('\r\n') ? '\r\n' : '\n'}${line}`)
}
