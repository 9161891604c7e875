import { loadConfig } from '../config/load-config.ts'
import type { ResolvedConfig } from '../config/resolved-config.ts'
import { ConfigError } from '../errors/config-error.ts'
import { noticeWhenSlow } from './notice-when-slow.ts'
import type { MtlsPluginOptions } from './plugin-options.ts'

type ImportModule = (file: string) => Promise<unknown>

/** The configurations of a run, one a root, each loaded and checked once however many projects ask at the same time. */
export class LoadedConfigs {
  readonly #options: MtlsPluginOptions
  readonly #byRoot = new Map<string, Promise<ResolvedConfig>>()

  constructor(options: MtlsPluginOptions) {
    this.#options = options
  }

  /** Rejects with a ConfigError that lists every problem; warnings are printed to stderr, once. */
  load(root: string, importModule: ImportModule): Promise<ResolvedConfig> {
    let loading = this.#byRoot.get(root)
    if (loading === undefined) {
      loading = noticeWhenSlow('reading certificates and keys', () => this.#read(root, importModule)).catch((error) => {
        // Vitest prints the stack: whoever reads it has to mend a file, not this code.
        if (error instanceof ConfigError) error.stack = `${error.name}: ${error.message}`
        throw error
      })
      this.#byRoot.set(root, loading)
    }
    return loading
  }

  /** The next `load` reads the files again. */
  forget(): void {
    this.#byRoot.clear()
  }

  async #read(root: string, importModule: ImportModule): Promise<ResolvedConfig> {
    const { config, profile } = this.#options
    const loaded = await loadConfig({
      root,
      importModule,
      check: checkFiles,
      ...(config === undefined ? {} : { config }),
      ...(profile === undefined ? {} : { profile }),
    })
    for (const { file, path, message, remedy } of loaded.warnings) {
      process.stderr.write(`vitest-mtls: ${path === '' ? file : `${file}: ${path}`}: ${message} ${remedy}\n`)
    }
    return loaded
  }
}

/** Imported where there is something to look into. */
async function checkFiles(config: ResolvedConfig) {
  const { ca, crl, clientCertificates, minVersion, maxVersion, ciphers } = config
  const hasNothing = ca.length + crl.length + clientCertificates.length === 0
  if (hasNothing && !minVersion && !maxVersion && !ciphers) return { errors: [], warnings: [] }
  const { checkCredentials } = await import('../credentials/check-credentials.ts')
  return checkCredentials(config)
}
