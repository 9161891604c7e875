import { configError } from '../config/problem-list.ts'
import type { ResolvedClientCertificate, ResolvedConfig, ResolvedIdentity } from '../config/resolved-config.ts'
import { suggestionFor } from '../config/suggestion.ts'
import type { Explanation } from '../evidence/explanation.ts'
import type { ConfiguredClientCertificate } from '../tls/handshake.ts'
import { ContextStore } from './context-store.ts'
import { subjectOf } from './distinguished-name.ts'
import { explain } from './explain.ts'
import { Fault } from './fault.ts'
import { type Identity, readIdentity } from './identity.ts'
import { IdentityStore } from './identity-store.ts'
import { readInlineBundles, resolveInlineIdentity } from './inline-credentials.ts'
import { HostIndex, portOf } from './match.ts'
import type { ConnectionProfile, InlineIdentity, ProfileOverrides } from './profile.ts'
import { proxyFor } from './proxy.ts'
import { TrustStore } from './trust-store.ts'

/** The client certificates and the trust of one configuration. */
export interface Credentials {
  /**
   * How a connection to this URL is made: at once when everything has been read and no file has changed.
   * Throws or rejects with a ConfigError when the certificate that the config promises cannot be had.
   */
  profileFor(url: URL, overrides?: ProfileOverrides): ConnectionProfile | Promise<ConnectionProfile>
  /** Which client certificate the config offers for a URL, and why not another. Reads no file. */
  explain(url: URL | string): Explanation
}

/** Files are read when a request first needs them, and again when they have changed. */
export function createCredentials(config: ResolvedConfig): Credentials {
  return new ConfiguredCredentials(config)
}

/** Which identity a request takes, before any file is read. */
type Choice =
  | { kind: 'none'; byRequest: boolean }
  | { kind: 'entry'; entry: ResolvedClientCertificate; identity: ResolvedIdentity; byName: boolean }
  | { kind: 'inline'; name?: string; identity: ResolvedIdentity }

class ConfiguredCredentials implements Credentials {
  readonly #config: ResolvedConfig
  readonly #entries: HostIndex<ResolvedClientCertificate>
  readonly #verify: HostIndex<ResolvedConfig['verifyByHost'][number]>
  readonly #identities = new IdentityStore()
  readonly #trust: TrustStore
  readonly #contexts = new ContextStore()
  /** Numbers stand for proxies in keys: their URLs may hold credentials. */
  readonly #proxies: string[] = []

  constructor(config: ResolvedConfig) {
    this.#config = config
    this.#entries = new HostIndex(config.clientCertificates.filter((entry) => entry.identity))
    this.#verify = new HostIndex(config.verifyByHost)
    this.#trust = new TrustStore(config)
  }

  profileFor(url: URL, overrides: ProfileOverrides = {}): ConnectionProfile | Promise<ConnectionProfile> {
    const choice = this.#choose(url, overrides.clientCert)
    if (choice.kind === 'none') return this.#profile(url, overrides, choice, undefined)
    const identity = choice.kind === 'entry' ? this.#identities.get(choice.identity) : readIdentity(choice.identity)
    if (!(identity instanceof Promise)) return this.#profile(url, overrides, choice, identity)
    return identity.then(
      (read) => this.#profile(url, overrides, choice, read),
      (error) => {
        throw this.#worded(error, choice.kind === 'inline')
      },
    )
  }

  explain(url: URL | string): Explanation {
    const target = new URL(url)
    return this.#explain(target, this.#choose(target, undefined))
  }

  #choose(url: URL, wanted: ProfileOverrides['clientCert']): Choice {
    if (wanted === false) return { kind: 'none', byRequest: true }
    if (typeof wanted === 'object') return inlineChoice(wanted)
    const entry = wanted === undefined ? this.#matched(url) : this.#named(wanted, url)
    if (!entry?.identity) return { kind: 'none', byRequest: false }
    return { kind: 'entry', entry, identity: entry.identity, byName: wanted !== undefined }
  }

  #matched(url: URL): ResolvedClientCertificate | undefined {
    return url.protocol === 'https:' ? this.#entries.find(url.hostname, portOf(url)) : undefined
  }

  #named(name: string, url: URL): ResolvedClientCertificate {
    const named = this.#config.clientCertificates.filter((entry) => entry.name === name)
    const usable = named.filter((entry) => entry.identity)
    const matching = new HostIndex(usable).find(url.hostname, portOf(url))
    const entry = matching ?? usable.at(-1)
    if (entry) return entry
    const names = this.#config.clientCertificates.flatMap((one) => one.name ?? [])
    const near = suggestionFor(name, names)
    throw this.#error('clientCert', ...(named.length > 0 ? switchedOff(name) : unknownName(name, names, near)))
  }

  #profile(url: URL, overrides: ProfileOverrides, choice: Choice, identity: Identity | undefined): ConnectionProfile {
    try {
      return this.#assemble(url, overrides, choice, identity)
    } catch (error) {
      throw this.#worded(error, overrides.ca !== undefined)
    }
  }

  #assemble(url: URL, overrides: ProfileOverrides, choice: Choice, identity: Identity | undefined): ConnectionProfile {
    const config = this.#config
    const host = this.#matched(url)
    const trust = this.#trust.for(url, readInlineBundles(overrides.ca, config.mkcertFolder))
    const options = {
      ...defined('minVersion', overrides.minVersion ?? config.minVersion),
      ...defined('maxVersion', overrides.maxVersion ?? config.maxVersion),
      ...defined('ciphers', overrides.ciphers ?? config.ciphers),
    }
    const contextKey = [
      identity?.digest ?? 'none',
      trust.digest,
      config.trustDefaultCAs,
      options.minVersion,
      options.maxVersion,
      options.ciphers,
    ].join('|')
    const secureContext = this.#contexts.get(contextKey, {
      ...(identity && { identity }),
      ca: trust.ca,
      crl: trust.crl,
      trustDefaultCAs: config.trustDefaultCAs,
      ...options,
    })
    const servername = overrides.servername ?? host?.servername
    const verifyOfHost = host?.verify ?? this.#verify.find(url.hostname, portOf(url))?.verify
    const verify = overrides.verify ?? verifyOfHost ?? config.verify
    const http2 = overrides.http2 ?? config.http2
    const proxy = this.#proxy(url, overrides.proxy)
    const clientCertificate = identity && configured(choice, identity)
    const key = [
      contextKey,
      clientCertificate?.source,
      clientCertificate?.name,
      servername,
      verify,
      http2,
      this.#numberOf(proxy),
    ]
    return {
      key: key.join('|'),
      secureContext,
      ...defined('servername', servername),
      verify,
      ...options,
      http2,
      ...defined('proxy', proxy),
      ...defined('clientCertificate', clientCertificate),
      explain: () => this.#explain(url, choice),
    }
  }

  #proxy(url: URL, wanted: ProfileOverrides['proxy']): URL | undefined {
    if (wanted === undefined) return proxyFor(url, this.#config.proxy)
    return wanted === false ? undefined : new URL(wanted)
  }

  #numberOf(proxy: URL | undefined): number {
    if (!proxy) return -1
    const known = this.#proxies.indexOf(proxy.href)
    return known < 0 ? this.#proxies.push(proxy.href) - 1 : known
  }

  #explain(url: URL, choice: Choice): Explanation {
    const { clientCertificates, file } = this.#config
    const matched = this.#matched(url)
    return explain({
      url,
      entries: clientCertificates,
      ...defined('matched', matched),
      ...defined('override', overrideOf(choice)),
      ...defined('configFile', file),
      subjectOf: (entry) => {
        const identity = entry.identity && this.#identities.peek(entry.identity)
        return identity && subjectOf(identity.chain[0]!)
      },
    })
  }

  /** What cannot be used, as the error that the user sees. */
  #worded(error: unknown, byRequest: boolean): unknown {
    if (!(error instanceof Fault)) return error
    const file = byRequest ? 'options of the request' : (this.#config.file ?? 'inline config')
    return configError(error.facts.map((fact) => ({ severity: 'error', file, ...fact })))
  }

  #error(path: string, message: string, remedy: string): Error {
    return configError([{ severity: 'error', file: 'options of the request', path, message, remedy }])
  }
}

function inlineChoice(inline: InlineIdentity): Choice {
  return { kind: 'inline', identity: resolveInlineIdentity(inline), ...defined('name', inline.name) }
}

function overrideOf(choice: Choice) {
  if (choice.kind === 'inline') return { kind: 'inline', source: sourceOf(choice.identity) } as const
  if (choice.kind === 'none') return choice.byRequest ? ({ kind: 'none' } as const) : undefined
  return choice.byName ? ({ kind: 'named', entry: choice.entry } as const) : undefined
}

function configured(choice: Choice, identity: Identity): ConfiguredClientCertificate {
  const leaf = identity.chain[0]!
  const name = choice.kind === 'entry' ? choice.entry.name : choice.kind === 'inline' ? choice.name : undefined
  const source = choice.kind === 'none' ? '' : sourceOf(choice.identity)
  return { ...defined('name', name), source, subject: subjectOf(leaf), fingerprint256: leaf.fingerprint256 }
}

function sourceOf(identity: ResolvedIdentity): string {
  return identity.kind === 'pfx' ? identity.pfx.label : identity.cert[0]!.label
}

function switchedOff(name: string): [string, string] {
  return [`The client certificate '${name}' is switched off in the config.`, 'Remove its `enabled: false`.']
}

function unknownName(name: string, names: readonly string[], near: string | undefined): [string, string] {
  const valid =
    names.length === 0
      ? 'No entry of the config has a name.'
      : `Names in the config: ${[...new Set(names)].join(', ')}.`
  return [`The config has no client certificate named '${name}'.`, near ? `${valid} Did you mean '${near}'?` : valid]
}

function defined<Name extends string, Value>(name: Name, value: Value | undefined): { [Key in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: Value }
}
