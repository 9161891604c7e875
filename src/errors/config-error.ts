import { MtlsError } from './mtls-error.ts'

/** One thing that is wrong with the configuration. */
export interface ConfigProblem {
  severity: 'error' | 'warning'
  /** Absolute path of the config file, or `inline config`. */
  file: string
  /** Place inside it: `clientCertificates[1].key`. */
  path: string
  /** What is wrong, what was found: one sentence, no secret. */
  message: string
  /** What would be valid, what to do: one sentence. */
  remedy: string
}

/** Everything that is wrong with a configuration, all at once. */
export class ConfigError extends MtlsError {
  static override readonly kind: string = 'ConfigError'
  override readonly name = 'ConfigError'
  readonly #problems: readonly ConfigProblem[]

  constructor(message: string, problems: readonly ConfigProblem[], options?: { cause?: unknown }) {
    super(message, 'ERR_MTLS_CONFIG', options)
    this.#problems = problems
  }

  /** Each problem for itself, errors first, then warnings; the message lists them all. */
  get problems(): readonly ConfigProblem[] {
    return this.#problems
  }
}
