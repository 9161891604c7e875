import { loadConfig } from '../config/load-config.ts'
import type { ResolvedConfig } from '../config/resolved-config.ts'
import { unsealOptions } from './sealed-options.ts'
import type { WorkerContext } from './worker-context.ts'

/** The configuration that the main process has checked, read again here: key material never travels. */
export function loadInWorker(
  { root, file, sealed, profile }: WorkerContext,
  importModule: (file: string) => Promise<unknown>,
): Promise<ResolvedConfig> {
  const config = sealed === undefined ? file : unsealOptions(sealed)
  return loadConfig({
    root,
    importModule,
    config: config ?? {},
    ...(profile === undefined ? {} : { profile }),
  })
}
