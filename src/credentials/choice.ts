import { configError } from '../config/problem-list.ts'
import type { Absence, ResolvedClientCertificate, ResolvedConfig, ResolvedIdentity } from '../config/resolved-config.ts'
import { describeText } from '../config/shape-wording.ts'
import { suggestionFor } from '../config/suggestion.ts'
import { resolveInlineIdentity } from './inline-credentials.ts'
import { isForProxy } from './is-for-proxy.ts'
import { HostIndex, portOf } from './match.ts'
import type { ProfileOverrides } from './profile.ts'

/** Which identity a request takes, before any file is read. */
export type Choice =
  | { kind: 'none'; byRequest: boolean }
  | { kind: 'entry'; entry: ResolvedClientCertificate; identity: ResolvedIdentity; byName: boolean }
  /** An optional entry without what it needs. */
  | { kind: 'absent'; entry: ResolvedClientCertificate; absence: Absence; byName: boolean }
  | { kind: 'inline'; name?: string; identity: ResolvedIdentity }

/** The entries of a config, to choose one for a request. */
export class ClientCertificates {
  readonly #entries: readonly ResolvedClientCertificate[]
  readonly #byHost: HostIndex<ResolvedClientCertificate>

  constructor(config: ResolvedConfig) {
    this.#entries = config.clientCertificates
    this.#byHost = new HostIndex(switchedOn(this.#entries))
  }

  /** The entry that the matching rules give; behind an https `proxy`, none that is for the proxy itself. */
  matched(url: URL, proxy?: URL): ResolvedClientCertificate | undefined {
    if (url.protocol !== 'https:') return undefined
    const found = this.#byHost.find(url.hostname, portOf(url))
    if (!found || !proxy || !isForProxy(found, proxy)) return found
    const others = switchedOn(this.#entries).filter((entry) => !isForProxy(entry, proxy))
    return new HostIndex(others).find(url.hostname, portOf(url))
  }

  /** The entry for an https proxy itself. */
  forProxy(proxy: URL): ResolvedClientCertificate | undefined {
    const entries = switchedOn(this.#entries).filter((entry) => isForProxy(entry, proxy))
    return entries.findLast(({ port }) => port === portOf(proxy)) ?? entries.at(-1)
  }

  /** `wanted`: the request's `clientCert`; `proxy`: the one that the request takes. @throws ConfigError for a name that the config does not have. */
  choose(url: URL, wanted: ProfileOverrides['clientCert'], proxy?: URL): Choice {
    if (wanted === false) return { kind: 'none', byRequest: true }
    if (typeof wanted === 'object') {
      return {
        kind: 'inline',
        identity: resolveInlineIdentity(wanted),
        ...(wanted.name !== undefined && { name: wanted.name }),
      }
    }
    const entry = wanted === undefined ? this.matched(url, proxy) : this.#named(wanted, url)
    const byName = wanted !== undefined
    if (entry?.absence) return { kind: 'absent', entry, absence: entry.absence, byName }
    if (!entry?.identity) return { kind: 'none', byRequest: false }
    return { kind: 'entry', entry, identity: entry.identity, byName }
  }

  /** Of several entries of that name the one for this host, otherwise the last. */
  #named(name: string, url: URL): ResolvedClientCertificate {
    const named = this.#entries.filter((entry) => entry.name === name)
    const usable = switchedOn(named)
    const entry = new HostIndex(usable).find(url.hostname, portOf(url)) ?? usable.at(-1)
    if (entry) return entry
    const [message, remedy] = named.length > 0 ? switchedOff(name) : this.#unknown(name)
    throw configError([{ severity: 'error', file: 'options of the request', path: 'clientCert', message, remedy }])
  }

  #unknown(name: string): [message: string, remedy: string] {
    const names = [...new Set(this.#entries.flatMap((entry) => entry.name ?? []))]
    const near = suggestionFor(name, names)
    const valid =
      names.length === 0 ? 'No entry of the config has a name.' : `Names in the config: ${names.join(', ')}.`
    return [
      `The config has no client certificate named ${describeText(name)}.`,
      near ? `${valid} Did you mean '${near}'?` : valid,
    ]
  }
}

function switchedOn(entries: readonly ResolvedClientCertificate[]): ResolvedClientCertificate[] {
  return entries.filter((entry) => entry.identity ?? entry.absence)
}

function switchedOff(name: string): [message: string, remedy: string] {
  return [`The client certificate ${describeText(name)} is switched off in the config.`, 'Remove its `enabled: false`.']
}
