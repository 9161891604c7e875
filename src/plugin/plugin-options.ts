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
   * Every TLS client of the test process: Node's fetch, https, http2 and tls, and what is built on them, in tests and in the code under test.
   * `'record'`: their handshakes are recorded. `'equip'`: and they get the certificates and authorities that the configuration has for
   * their hosts, where their callers give none. `false`: nothing of Node is touched.
   * @default false
   */
  clients?: ClientsMode
  /**
   * When a test's transcript is printed: a ladder for each of its handshakes. With the error of a failed test, or as its console output.
   * `--silent` keeps it back.
   * @default 'on-failure'
   */
  transcript?: TranscriptMoment
}

/** What is done with the TLS clients of a test process besides `request`. */
export type ClientsMode = 'record' | 'equip' | false

export type TranscriptMoment = 'always' | 'on-failure' | 'never'
