import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

/** Runs a file of the package, named as in `dist`, before each test file of the project. */
export function useSetupFile({ config }: TestProject, name: string): void {
  const file = fileURLToPath(new URL(`./${name}`, import.meta.url))
  if (!config.setupFiles.includes(file)) config.setupFiles.unshift(file)
}
