import type { ResolvedConfig } from '../config/resolved-config.ts'
import type { ConfiguredEntries } from '../report/configured-entries.ts'

/** The entries of a config that a run should use; undefined where nobody wants to know. An optional one may go unused. */
export function configuredEntries({
  clientCertificates,
  unusedEntries,
}: ResolvedConfig): ConfiguredEntries | undefined {
  const wanted = clientCertificates.filter(({ identity, optional }) => identity !== undefined && !optional)
  if (unusedEntries === 'ignore' || wanted.length === 0) return undefined
  const entries = wanted.map(({ path, name, host, port }) => {
    const target = /:\d+$/.test(host.written) ? host.written : `${host.written}:${port}`
    return { path, label: `${path} (${name === undefined ? '' : `'${name}', `}${target})` }
  })
  return { unused: unusedEntries, entries }
}
