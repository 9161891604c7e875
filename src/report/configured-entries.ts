/** The entries of `clientCertificates` that are there to be used, as the evidence of each test file tells them. */
export interface ConfiguredEntries {
  /** Its `unusedEntries`. */
  unused: 'note' | 'error'
  entries: { path: string; label: string }[]
}
