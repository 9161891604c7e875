/** What every command takes. */
export interface CommonOptions {
  /** Path of a config file; default: search from the working directory. */
  config?: string
  profile?: string
  json?: true
}
