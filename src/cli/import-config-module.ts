import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { importNatively } from '../config/import-config.ts'

/** Loads a JavaScript or TypeScript config outside of Vitest: by Node where it can, else by the Vite that Vitest brings. */
export async function importConfigModule(file: string): Promise<unknown> {
  try {
    return await importNatively(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const isTypeScript = /\.[cm]?ts$/.test(file)
    if (!isTypeScript || (code !== 'ERR_UNKNOWN_FILE_EXTENSION' && code !== 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX'))
      throw error
    const vite = await viteOf(file)
    if (vite === undefined) throw error
    const loaded = await vite.loadConfigFromFile({ command: 'serve', mode: 'test' }, file, path.dirname(file), 'silent')
    return loaded?.config
  }
}

async function viteOf(file: string): Promise<typeof import('vite') | undefined> {
  const require = createRequire(file)
  try {
    // Strict package managers hide it behind Vitest.
    const vitest = createRequire(require.resolve('vitest/package.json'))
    return await import(/* @vite-ignore */ pathToFileURL(vitest.resolve('vite')).href)
  } catch {
    return undefined
  }
}
