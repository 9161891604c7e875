/**
 * Node tells the place of a mistake in a CommonJS module only. The text of an ES module, with its imports and exports put out of sight, makes the
 * same mistake as a script: what V8 then says with `message`, as a stack with file, line and mark. Undefined when it says something else.
 */
export function scriptMistake(file: string, message: string): string | undefined {
  try {
    const text = process.getBuiltinModule('node:fs').readFileSync(file, 'utf8')
    const script = text
      .replace(/^export default(?= )/gm, 'void          ')
      .replace(/^export(?= (?:const|let|var|function|class|async)\b)/gm, '      ')
      .replace(/^import\b.*$/gm, (line) => ' '.repeat(line.length))
    ;new (process.getBuiltinModule('node:vm').Script)(script, { filename: file })
    return undefined
  } catch (error) {
    const told = error as Error
    return told.message === message ? told.stack : undefined
  }
}
