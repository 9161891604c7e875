import { configError } from '../config/problem-list.ts'
import type {
  ResolvedClientCertificate,
  ResolvedConfig,
  ResolvedSource,
  ResolvedVerify,
} from '../config/resolved-config.ts'
import type { Explanation } from '../evidence/explanation.ts'
import { type Choice, ClientCertificates } from './choice.ts'
import { settingsOf } from './connection-settings.ts'
import { ContextStore } from './context-store.ts'
import { explain } from './explain.ts'
import { byRequest, Fault } from './fault.ts'
import { type Identity, readIdentity, sourcesOf } from './identity.ts'
import { IdentityStore } from './identity-store.ts'
import { readInlineBundles } from './inline-credentials.ts'
import { HostIndex, portOf } from './match.ts'
import { configured, offered, overrideOf } from './offered-certificate.ts'
import { present } from './present.ts'
import { type ConnectionProfile, overrideNames, type ProfileOverrides } from './profile.ts'
import { ProxyStore } from './proxy-store.ts'
import { ReadyProfiles } from './ready-profiles.ts'
import type { ContextParts } from './secure-context.ts'
import { contextOptions } from './secure-context.ts'
import { trustAnchors } from './trust-anchors.ts'
import { TrustStore } from './trust-store.ts'

/** The client certificates and the trust of one configuration. */
export interface Credentials {
  /**
   * How a connection to this URL is made: at once when everything has been read and no file has changed.
   * Throws or rejects with a ConfigError when the certificate that the config promises cannot be had.
   */
  profileFor(url: URL, overrides?: ProfileOverrides): ConnectionProfile | Promise<ConnectionProfile>
  /**
   * What `profileFor` gave last for this host and port, if the config alone decides and its files had not changed within the last 100 ms:
   * enough to go on over a connection that is there.
   */
  recentProfileFor(url: URL, overrides?: ProfileOverrides): ConnectionProfile | undefined
  /** Reads every client certificate, so that `profileFor` answers at once. What cannot be read is an error when it is needed. */
  prepare(): Promise<void>
  /** Which client certificate the config offers for a URL, and why not another. Reads no file. */
  explain(url: URL | string): Explanation
}

/** Files are read when a request first needs them, and again when they have changed. */
export function createCredentials(config: ResolvedConfig): Credentials {
  return new ConfiguredCredentials(config)
}

class ConfiguredCredentials implements Credentials {
  readonly #config: ResolvedConfig
  readonly #certificates: ClientCertificates
  readonly #verify: HostIndex<ResolvedVerify>
  readonly #identities = new IdentityStore()
  readonly #trust: TrustStore
  readonly #contexts = new ContextStore()
  readonly #proxies: ProxyStore
  readonly #ready = new ReadyProfiles()

  constructor(config: ResolvedConfig) {
    this.#config = config
    this.#certificates = new ClientCertificates(config)
    this.#verify = new HostIndex(config.verifyByHost)
    this.#trust = new TrustStore(config)
    this.#proxies = new ProxyStore(config.proxy)
  }

  profileFor(url: URL, overrides: ProfileOverrides = {}): ConnectionProfile | Promise<ConnectionProfile> {
    const byConfig = isByConfig(overrides)
    const ready = byConfig ? this.#ready.find(url) : undefined
    if (ready !== undefined) return ready
    const passage = this.#passage(url, overrides)
    const choice = this.#certificates.choose(url, overrides.clientCert, passage?.url)
    const keep = byConfig ? this.#ready.prepare(url, this.#sources(url, choice, passage)) : undefined
    const identity = this.#identity(choice)
    const proxyIdentity = passage && this.#proxyIdentity(passage)
    if (!(identity instanceof Promise) && !(proxyIdentity instanceof Promise)) {
      return this.#profile(url, overrides, choice, identity, passage, proxyIdentity, keep)
    }
    return Promise.all([identity, proxyIdentity]).then(
      ([own, proxys]) => this.#profile(url, overrides, choice, own, passage, proxys, keep),
      (error) => {
        throw this.#worded(error, choice.kind === 'inline')
      },
    )
  }

  recentProfileFor(url: URL, overrides: ProfileOverrides = {}): ConnectionProfile | undefined {
    return isByConfig(overrides) ? this.#ready.recent(url) : undefined
  }

  async prepare(): Promise<void> {
    const { clientCertificates } = this.#config
    await Promise.allSettled(clientCertificates.map(({ identity }) => identity && this.#identities.get(identity)))
  }

  explain(url: URL | string): Explanation {
    const target = new URL(url)
    const passage = this.#passage(target, {})
    return this.#explain(target, this.#certificates.choose(target, undefined, passage?.url), passage)
  }

  /** The proxy on the way, and the entry that is for it. */
  #passage(url: URL, overrides: ProfileOverrides): Passage | undefined {
    try {
      const proxy = byRequest(() => this.#proxies.choose(url, overrides.proxy))
      return proxy && { ...proxy, ...present({ entry: this.#certificates.forProxy(proxy.url) }) }
    } catch (error) {
      throw this.#worded(error)
    }
  }

  #identity(choice: Choice): Identity | Promise<Identity> | undefined {
    if (choice.kind === 'none') return undefined
    if (choice.kind === 'absent') throw this.#worded(new Fault([choice.absence]))
    return choice.kind === 'entry' ? this.#identities.get(choice.identity) : readIdentity(choice.identity)
  }

  #proxyIdentity({ entry }: Passage): Identity | Promise<Identity> | undefined {
    if (entry?.absence) throw this.#worded(new Fault([entry.absence]))
    return entry?.identity && this.#identities.get(entry.identity)
  }

  /** The files that a profile which the config decides comes from. */
  #sources(url: URL, choice: Choice, passage: Passage | undefined): readonly ResolvedSource[] {
    return [
      ...(choice.kind === 'entry' ? sourcesOf(choice.identity) : []),
      ...(passage?.entry?.identity ? sourcesOf(passage.entry.identity) : []),
      ...this.#trust.sourcesFor(url),
    ]
  }

  #profile(
    url: URL,
    overrides: ProfileOverrides,
    choice: Choice,
    identity: Identity | undefined,
    passage: Passage | undefined,
    proxyIdentity: Identity | undefined,
    keep: ((profile: ConnectionProfile) => void) | undefined,
  ): ConnectionProfile {
    try {
      const profile = this.#assemble(url, overrides, choice, identity, passage, proxyIdentity)
      keep?.(profile)
      return profile
    } catch (error) {
      throw this.#worded(error)
    }
  }

  #assemble(
    url: URL,
    overrides: ProfileOverrides,
    choice: Choice,
    identity: Identity | undefined,
    passage: Passage | undefined,
    proxyIdentity: Identity | undefined,
  ): ConnectionProfile {
    const config = this.#config
    const entry = this.#certificates.matched(url, passage?.url)
    const trust = this.#trust.for(url, readInlineBundles(overrides.ca))
    const options = present({
      minVersion: overrides.minVersion ?? config.minVersion,
      maxVersion: overrides.maxVersion ?? config.maxVersion,
      ciphers: overrides.ciphers ?? config.ciphers,
      groups: config.groups,
    })
    const { trustDefaultCAs } = config
    const parts = { ...present({ identity }), trust, trustDefaultCAs, ...options }
    const context = this.#context(parts, overrides, choice)
    const servername = overrides.servername ?? entry?.servername
    const verifyOfHost = entry?.verify ?? this.#verify.find(url.hostname, portOf(url))?.verify
    const verify = overrides.verify ?? verifyOfHost ?? config.verify
    const http2 = overrides.http2 ?? config.http2
    const proxyContext = passage && this.#proxyContext(passage.url, proxyIdentity)
    const { source, name } = offered(choice)
    return {
      key: [context.key, source, name, servername, verify, http2, passage?.number, proxyContext?.key].join('|'),
      secureContext: context.secureContext,
      verify,
      http2,
      requestOCSP: config.requestOCSP,
      ...options,
      parts: { ...present({ identity }), trust },
      ...present({
        servername,
        proxy: passage?.url,
        proxySecureContext: proxyContext?.secureContext,
      }),
      get clientCertificate() {
        return identity && configured(choice, identity)
      },
      trustAnchors: () => trustAnchors(trust, trustDefaultCAs),
      contextOptions: () => contextOptions(parts),
      settings: () =>
        settingsOf({
          config,
          overrides,
          options,
          http2,
          proxy: passage?.url,
          identity,
          authorities: () => this.#trust.authorities(url),
        }),
      explain: () => this.#explain(url, choice, passage),
    }
  }

  /** What OpenSSL does not take is the request's where the request has given it. */
  #context(parts: ContextParts, overrides: ProfileOverrides, choice: Choice) {
    try {
      return this.#contexts.get(parts)
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      const isInline = choice.kind === 'inline'
      const facts = error.facts.map((fact) =>
        isInline && fact.path === 'clientCertificates' ? { ...fact, path: 'clientCert' } : fact,
      )
      const given = facts.every(({ path }) => overrides[path as keyof ProfileOverrides] !== undefined)
      throw new Fault(facts, given)
    }
  }

  /** An https proxy is verified with the trust of the config, and is shown the certificate that is for it alone. */
  #proxyContext({ protocol, href }: URL, identity: Identity | undefined) {
    if (protocol !== 'https:') return undefined
    const { trustDefaultCAs } = this.#config
    return this.#contexts.get({ ...present({ identity }), trust: this.#trust.for(new URL(href), []), trustDefaultCAs })
  }

  #explain(url: URL, choice: Choice, passage: Passage | undefined): Explanation {
    const { clientCertificates, file, search } = this.#config
    return explain({
      url,
      entries: clientCertificates,
      ...present({
        matched: this.#certificates.matched(url, passage?.url),
        override: overrideOf(choice),
        configFile: file,
        search,
        proxy: passage?.url,
        proxyEntry: passage?.entry,
      }),
      subjectOf: (entry) => entry.identity && this.#identities.peek(entry.identity)?.leaf.subject,
    })
  }

  /** What cannot be used, as the error that the user sees. */
  #worded(error: unknown, isInline = false): unknown {
    if (!(error instanceof Fault)) return error
    const file = isInline || error.byRequest ? 'options of the request' : (this.#config.file ?? 'inline config')
    return configError(error.facts.map((fact) => ({ severity: 'error', file, ...fact })))
  }
}

/** A proxy on the way to a server. */
interface Passage {
  url: URL
  number: number
  /** Its own client certificate. */
  entry?: ResolvedClientCertificate
}

function isByConfig(overrides: ProfileOverrides): boolean {
  return overrideNames.every((name) => overrides[name] === undefined)
}
