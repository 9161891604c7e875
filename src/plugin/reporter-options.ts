import type { WarningKind } from '../report/warning.ts'

/** Options of the reporter: `reporters: [['vitest-mtls/reporter', { html: 'mtls-report.html' }]]`. Paths are relative to the Vitest root. */
export interface MtlsReporterOptions {
  /** Where to write the report as one HTML page. */
  html?: string
  /** Where to write the report as JSON. */
  json?: string
  /**
   * Folder for a pcapng file of each failed test, which Wireshark opens decrypted. The files hold the secrets of those connections. Needs the
   * plugin.
   */
  captures?: string
  /**
   * Print the table at the end of the run.
   * @default true
   */
  table?: boolean
  /**
   * Warn of certificates that end within so many days.
   * @default 30
   */
  expiryDays?: number
  /**
   * Warnings that make the run fail, each named at its end: `expiry` (a certificate ends within `expiryDays`), `weak` (a key or a signature),
   * `certificate` (other weaknesses of a trusted one), `old-tls` (below TLS 1.2), `verify-off`, `unused-entry` (of the config, in a run of the
   * whole suite), `refusal`, `resumed`, `unreadable`. What a test has expected, and has passed, is no warning.
   * @default []
   */
  failOn?: WarningKind[]
  /**
   * The run fails when it has more warnings, of whichever kind. `0`: none are let pass.
   * @default no limit
   */
  maxWarnings?: number
}
