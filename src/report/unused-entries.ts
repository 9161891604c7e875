import type { TestEvidence } from './test-evidence.ts'

/** An entry of the config that no request of a run has used. */
export interface UnusedEntry {
  /** `clientCertificates[1] ('billing', billing.internal:443)`. */
  label: string
  /** The config says that the run fails for it. */
  isError: boolean
}

/** What no request has used, by the evidence of all tests of a run, of one machine or of several. Nothing where no test made a request. */
export function unusedEntries(evidence: readonly TestEvidence[]): UnusedEntry[] {
  const used = new Set(evidence.flatMap(({ usedEntries = [] }) => usedEntries))
  const configured = new Map<string, UnusedEntry>()
  for (const { configured: config } of evidence) {
    for (const { path, label } of config?.entries ?? []) {
      if (!used.has(path)) configured.set(path, { label, isError: config!.unused === 'error' })
    }
  }
  return [...configured.values()]
}

/** What is said of them at the end of a run; empty: nothing. */
export function unusedEntriesNote(unused: readonly UnusedEntry[]): string {
  if (unused.length === 0) return ''
  const isError = unused.some((entry) => entry.isError)
  const lines = unused.map(({ label }) => `  - ${label}`).join('\n')
  const remedy = isError
    ? "The run fails for that: the config has unusedEntries: 'error'. Remove them, or correct their hosts and ports."
    : "Remove them, correct their hosts and ports, or write unusedEntries: 'ignore' in the config."
  return `mTLS: no request of this run used\n${lines}\n${remedy}`
}
