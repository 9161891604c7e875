import path from 'node:path'

/** As far as it is used here. */
interface TypeScript {
  transpileModule(text: string, options: { compilerOptions: object }): { outputText: string }
  ModuleKind: { CommonJS: number }
  ScriptTarget: { ES2022: number }
}

interface CompilableModule extends NodeModule {
  _compile(code: string, file: string): void
}

/**
 * Loads a CommonJS module in TypeScript (`.cts`), which bundlers do not: by Node itself where it can, else by the project's own `typescript`.
 * @throws what Node throws for a file that it cannot load, where there is no `typescript`.
 */
export function requireTypeScript(file: string): unknown {
  // Not an import: Vitest's vm pools put a module of their own in its place.
  const { createRequire, Module } = process.getBuiltinModule('node:module')
  const require = createRequire(file)
  delete require.cache[file]
  try {
    return require(file)
  } catch (error) {
    const typescript = typescriptOf(require)
    // Node's own has no `export`, and older ones take none of the types.
    if ((error as Error).name !== 'SyntaxError' || typescript === undefined) throw error
    const { transpileModule, ModuleKind, ScriptTarget } = typescript
    const text = process.getBuiltinModule('node:fs').readFileSync(file, 'utf8')
    const compilerOptions = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: true }
    const module = new Module(file) as CompilableModule
    module.filename = file
    module.paths = (Module as unknown as { _nodeModulePaths(folder: string): string[] })._nodeModulePaths(
      path.dirname(file),
    )
    module._compile(transpileModule(text, { compilerOptions }).outputText, file)
    return module.exports
  }
}

function typescriptOf(require: NodeJS.Require): TypeScript | undefined {
  try {
    return require('typescript') as TypeScript
  } catch {
    return undefined
  }
}
