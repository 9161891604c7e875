import type { FruitlessSearch } from '../config/missed-configs.ts'
import type { ResolvedClientCertificate } from '../config/resolved-config.ts'
import type { EntryExplanation, Explanation } from '../evidence/explanation.ts'
import { isForProxy } from './is-for-proxy.ts'
import { mismatch, portOf } from './match.ts'

/** What the explanation of a URL is made from. */
export interface Circumstances {
  url: URL
  entries: readonly ResolvedClientCertificate[]
  /** The entry that the matching rules choose. */
  matched?: ResolvedClientCertificate
  /** `clientCert` of the request, where it decides: false, the name of an entry, or a certificate of its own. */
  override?: { kind: 'none' } | { kind: 'named'; entry: ResolvedClientCertificate } | { kind: 'inline'; source: string }
  configFile?: string
  /** Present where no config was found. */
  search?: FruitlessSearch
  /** On the way to the URL. */
  proxy?: URL
  /** The entry that is offered to that proxy. */
  proxyEntry?: ResolvedClientCertificate
  /** Subject of an entry's certificate, where it has been read. */
  subjectOf(entry: ResolvedClientCertificate): string | undefined
}

/** Which client certificate is offered for a URL, and for every other entry why it is not. */
export function explain(circumstances: Circumstances): Explanation {
  const { url, entries, override, configFile, proxyEntry, search } = circumstances
  const applied = url.protocol === 'https:' ? appliedEntry(circumstances) : undefined
  const explained = entries.map((entry) => explainEntry(entry, applied, circumstances))
  const chosen = explained.find((entry) => entry.applies)
  return {
    url: url.origin + url.pathname + (url.search === '' ? '' : '?…'),
    summary:
      override?.kind === 'inline' && url.protocol === 'https:'
        ? inlineSummary(override.source)
        : summary(chosen, circumstances),
    ...(chosen && { applied: chosen }),
    others: explained.filter((entry) => !entry.applies),
    ...(proxyEntry && { forProxy: proxyEntry.path }),
    ...(configFile !== undefined && { configFile }),
    ...(search && { search: searchWords(search) }),
  }
}

function appliedEntry({ matched, override }: Circumstances): ResolvedClientCertificate | undefined {
  if (!override) return matched
  return override.kind === 'named' ? override.entry : undefined
}

function explainEntry(
  entry: ResolvedClientCertificate,
  applied: ResolvedClientCertificate | undefined,
  circumstances: Circumstances,
): EntryExplanation {
  const subject = circumstances.subjectOf(entry)
  return {
    path: entry.path,
    ...(entry.name !== undefined && { name: entry.name }),
    host: entry.host.written,
    port: entry.port,
    applies: entry === applied,
    reason: entry === applied ? whyApplied(entry, circumstances) : whyNot(entry, circumstances),
    ...(subject !== undefined && { subject }),
  }
}

function whyApplied(entry: ResolvedClientCertificate, { override }: Circumstances): string {
  if (entry.absence)
    return `it would apply, but ${entry.absence.message.charAt(0).toLowerCase()}${entry.absence.message.slice(1, -1)}`
  if (override?.kind === 'named') return `the request asks for '${entry.name}'`
  const host = { exact: 'exact host', 'sub-domains': `wildcard ${entry.host.written}`, any: 'every host', none: '' }
  return `${host[entry.host.kind]}, ${entry.port === '*' ? 'any port' : 'exact port'}`
}

function whyNot(entry: ResolvedClientCertificate, { url, matched, override, proxy }: Circumstances): string {
  if (url.protocol !== 'https:') return `${url.protocol.slice(0, -1)}, not https`
  if (!entry.identity && !entry.absence) return 'switched off'
  if (proxy && isForProxy(entry, proxy)) return `it is for the proxy ${proxy.host}`
  const reason = mismatch(entry, url.hostname, portOf(url))
  if (reason !== undefined) return reason
  if (override?.kind === 'none') return 'the request asks for no client certificate'
  if (override?.kind === 'inline') return 'the request brings its own certificate'
  if (override?.kind === 'named') return `the request asks for '${override.entry.name}'`
  return matched &&
    entry.host.kind === matched.host.kind &&
    entry.host.name === matched.host.name &&
    entry.port === matched.port
    ? `${matched.path} comes later for the same host`
    : `${matched?.path ?? 'another entry'} (${matched?.host.written}) is more specific`
}

function summary(applied: EntryExplanation | undefined, { url, entries, override }: Circumstances): string {
  if (url.protocol !== 'https:') return `No client certificate: ${url.protocol.slice(0, -1)} has no TLS handshake.`
  if (applied) {
    const name = applied.name === undefined ? applied.path : `'${applied.name}' (${applied.path})`
    if (applied.reason.startsWith('it would apply'))
      return `The client certificate ${name} is missing: ${applied.reason}.`
    return `The client certificate ${name} is offered: ${applied.reason}.`
  }
  if (override?.kind === 'none') return 'No client certificate: the request asks for none.'
  if (entries.length === 0) return 'No client certificate: the config has none.'
  return `No client certificate: no entry is for ${url.hostname}:${portOf(url)}.`
}

function inlineSummary(source: string): string {
  return `The client certificate of the request is offered (${source}).`
}

function searchWords({ folders, misnamed, elsewhere }: FruitlessSearch): string {
  const searched = folders.length === 1 ? `${folders[0]} was` : `${folders[0]} up to ${folders.at(-1)} were`
  const passed = [...misnamed, ...elsewhere]
  return `${searched} searched for mtls.config.*, .mtlsrc*, .config/mtlsrc* and "mtls" in package.json${passed.length === 0 ? '' : `; not read: ${passed.join(', ')}`}`
}
