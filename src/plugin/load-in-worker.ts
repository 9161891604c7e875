import { loadConfig } from '../config/load-config.ts'
import type { ResolvedConfig } from '../config/resolved-config.ts'
import { unsealOptions } from './sealed-options.ts'
import type { WorkerContext } from './worker-context.ts'

/** The configuration that the main process has checked, read again here: key material never travels. */
export async function loadInWorker(
  { root, file, sealed, profile, search }: WorkerContext,
  importModule: (file: string) => Promise<unknown>,
): Promise<ResolvedConfig> {
  const config = sealed === undefined ? file : unsealOptions(sealed)
  const loaded = await loadConfig({
    root,
    importModule,
    config: config ?? {},
    ...(profile === undefined ? {} : { profile }),
  })
  return search === undefined ? loaded : { ...loaded, search }
}
