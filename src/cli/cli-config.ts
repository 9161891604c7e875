import { existsSync } from 'node:fs'
import path from 'node:path'
import { type LoadConfigInput, loadConfig } from '../config/load-config.ts'
import type { ResolvedConfig } from '../config/resolved-config.ts'
import type { CommonOptions } from './common-options.ts'
import { importConfigModule } from './import-config-module.ts'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage-error.ts'

/**
 * The config that a command works on, resolved. Its certificates are read by `check`, so that all problems come at once.
 * @throws ConfigError, UsageError
 */
export function loadCliConfig(
  terminal: Terminal,
  { config, profile }: CommonOptions,
  check?: LoadConfigInput['check'],
): Promise<ResolvedConfig> {
  if (config !== undefined && !existsSync(path.resolve(terminal.cwd, config))) {
    throw new UsageError(`--config ${config}: there is no such file in ${terminal.cwd}`)
  }
  return loadConfig({
    root: terminal.cwd,
    env: terminal.env,
    importModule: importConfigModule,
    ...(check && { check }),
    ...(config === undefined ? {} : { config }),
    ...(profile === undefined ? {} : { profile }),
  })
}
