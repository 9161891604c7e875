import path from 'node:path'

/** What runs the tests of a project. */
export type Runner = 'vitest' | 'jest' | 'none'

/** The file that a new config is written to: Vitest loads TypeScript, Jest CommonJS, Node modules on every version. */
export function newConfigFile(folder: string, runner: Runner): string {
  const extensions = { vitest: 'ts', jest: 'cjs', none: 'mjs' }
  return path.join(folder, `mtls.config.${extensions[runner]}`)
}

/** The text of a new config whose options are the lines of `body`. */
export function newConfigText(file: string, body: string): string {
  const [importing, exporting] = file.endsWith('.cjs')
    ? ["const { defineConfig } = require('vitest-mtls/config')", 'module.exports =']
    : ["import { defineConfig } from 'vitest-mtls/config'", 'export default']
  return `${importing}\n\n${exporting} defineConfig({\n${body}})\n`
}
