import type { ResolvedClientCertificate, ResolvedConfig } from '../config/resolved-config.ts'
import { suggestionFor } from '../config/suggestion.ts'
import { UsageError } from './usage-error.ts'

/** The one entry that a name, a host or `host:port` means. @throws UsageError when there is none, or several. */
export function entryNamed({ clientCertificates }: ResolvedConfig, which: string): ResolvedClientCertificate {
  const byName = clientCertificates.filter(({ name }) => name === which)
  const found = byName.length > 0 ? byName : clientCertificates.filter((entry) => isFor(entry, which))
  if (found.length === 1) return found[0]!
  if (found.length > 1) {
    throw new UsageError(`${which} means ${found.length} entries: ${found.map(labelOf).join(', ')}; name one of them`)
  }
  const known = clientCertificates.flatMap(({ name, host, port }) => [
    ...(name === undefined ? [] : [name]),
    host.written,
    `${host.written}:${port}`,
  ])
  const near = suggestionFor(which, known)
  const guess = near === undefined ? '' : `; did you mean ${near}?`
  const all =
    clientCertificates.length === 0
      ? 'the config has no client certificates'
      : `there are ${clientCertificates.map(labelOf).join(', ')}`
  throw new UsageError(`no client certificate is named ${which} or for it${guess || `; ${all}`}`)
}

function isFor({ host, port }: ResolvedClientCertificate, which: string): boolean {
  const written = host.written.toLowerCase().replace(/^https:\/\//, '')
  const wanted = which.toLowerCase().replace(/^https:\/\//, '')
  return (
    wanted === written || wanted === `${written}:${port}` || wanted === host.name || wanted === `${host.name}:${port}`
  )
}

/** `orders (api.internal:8443)`. */
export function labelOf({ name, path, host, port }: ResolvedClientCertificate): string {
  return `${name ?? path} (${host.written}:${port})`
}
