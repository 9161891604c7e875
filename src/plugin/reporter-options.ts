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
}
