import type { MtlsOptions } from './options.ts'

/** The configuration as it is given, with types and documentation in the editor. */
export function defineConfig(options: MtlsOptions): MtlsOptions {
  return options
}
