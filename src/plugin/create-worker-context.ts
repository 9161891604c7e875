import type { Vitest } from 'vitest/node'
import type { MtlsPluginOptions } from './plugin-options.ts'
import { sealOptions } from './sealed-options.ts'
import type { WorkerContext } from './worker-context.ts'

/** For the workers of Node, which read the config again. */
export function createWorkerContext(
  options: MtlsPluginOptions,
  config: Vitest['config'],
  file: string | undefined,
): WorkerContext {
  const { profile, clients = false } = options
  return {
    ...createPageContext(options, config),
    root: config.root,
    clients,
    ...(file === undefined ? {} : { file }),
    ...(typeof options.config === 'object' ? { sealed: sealOptions(options.config) } : {}),
    ...(profile === undefined ? {} : { profile }),
  }
}

/** For pages: not even where the config is. */
export function createPageContext(options: MtlsPluginOptions, { silent }: Vitest['config']): WorkerContext {
  const { globals = true, transcript = 'on-failure' } = options
  return { root: '', globals, clients: false, transcript: silent === true ? 'never' : transcript }
}
