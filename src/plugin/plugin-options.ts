import type { MtlsOptions } from '../config/options.ts'

/** Options of the Vitest plugin. */
export interface MtlsPluginOptions {
  /**
   * Path of the config file, relative to the Vitest root, or the configuration itself.
   * @default the file that cosmiconfig finds under the name `mtls`, from the Vitest root upwards
   */
  config?: string | MtlsOptions
  /**
   * Which of the config's `profiles` applies.
   * @default the environment variable `MTLS_PROFILE`
   */
  profile?: string
  /**
   * Make `request` a global; `false`: import it from `vitest-mtls/request`.
   * @default true
   */
  globals?: boolean
  /**
   * Make Node's built-in `fetch` use the configuration, for application code under test; its handshakes are recorded.
   * @default false
   */
  globalFetch?: boolean
  /**
   * When a test's transcript is printed: a ladder for each of its handshakes. With the error of a failed test, or as its console output.
   * `--silent` keeps it back.
   * @default 'on-failure'
   */
  transcript?: TranscriptMoment
}

export type TranscriptMoment = 'always' | 'on-failure' | 'never'
