import { isIP } from 'node:net'
import type { SecureContext, SecureContextOptions } from 'node:tls'
import type { Target } from '../connection/target.ts'
import type { ConnectionProfile } from '../credentials/profile.ts'
import { createTrustingContext } from '../credentials/secure-context.ts'
import type { Trust } from '../credentials/trust-store.ts'
import type { CallersProfile } from './callers-profile.ts'
import { isElsewhere, mustProveName, sameName } from './claimed-host.ts'
import { ContextsMade } from './contexts-made.ts'
import { hasCertificate, type RememberedContexts } from './remembered-contexts.ts'
import { contextOptions, ownOptions, type SocketOptions } from './socket-options.ts'

/** What a configuration has for the clients of a process. */
export interface Equipment {
  /**
   * How the config has connections to a host and port made; a promise: its files are being read, and nothing can be given yet.
   * Throws a ConfigError when the certificate that it promises cannot be had.
   */
  profileFor(url: URL): ConnectionProfile | Promise<ConnectionProfile>
}

/** Who a connection speaks as: the digest of a certificate of the config; undefined: who its caller says, or nobody. */
export type Owner = string | undefined

/** What a connection is given, and what is told of it. */
interface Outfit {
  /** In the place of the caller's own. */
  options: SocketOptions
  owner: Owner
  profile: Partial<CallersProfile>
  /** Why the connection must not be made; a promise: files are being read that may say so. */
  failure?: Error | Promise<Error>
}

interface Asked {
  options: SocketOptions
  target: Target
  contexts: RememberedContexts
  createSecureContext: (options?: SecureContextOptions) => SecureContext
}

/** Decides what a connection is given. The caller's own certificate and context stay as they are; verification is never loosened. */
export function outfitFor(equipment: Equipment, asked: Asked): Outfit {
  const { options, target, contexts } = asked
  const { secureContext } = options
  const url = urlOf(target)
  const leftAlone = (summary: string): Outfit => ({
    options: {},
    owner: undefined,
    profile: { explain: () => ({ url: url.href, summary, others: [] }) },
  })
  if (equipment === undefined || typeof options.path === 'string')
    return leftAlone('Nothing of the config was given to this client.')
  if (hasCertificate(secureContext)) return leftAlone(callersOwnCounts)
  if (ownOptions.some((name) => isGiven(options[name]))) {
    const summary = isGiven(options.cert) || isGiven(options.pfx) ? callersOwnCounts : callersKeyCounts
    return withAuthorities(equipment, asked, summary) ?? leftAlone(summary)
  }
  const remembered = secureContext == null ? undefined : contexts.optionsOf(secureContext as object)
  if (secureContext != null && remembered === undefined)
    return leftAlone("The caller's secure context was made before clients were equipped: it was left as it is.")
  if (isElsewhere(options, target))
    return leftAlone(
      `The caller's socket leads elsewhere than to ${target.host}, and the server need not prove its name: nothing of the config was given.`,
    )
  if (target.port === 0)
    return leftAlone('It is not known to which port this connection leads, so nothing of the config was given.')
  const failed = (summary: string, failure: Error | Promise<Error>): Outfit => ({ ...leftAlone(summary), failure })
  try {
    const profile = profileFor(equipment, url, resolvedByCaller(options, url))
    if (isPromise(profile)) {
      const summary = `The files for ${url.host} have just changed, and are read again now.`
      const failure = profile.then(
        () => new Error(summary),
        (error: Error) => error,
      )
      return failed(summary, failure)
    }
    const remade = { ...asked, options: { ...options, ...remembered } }
    const stranger = strangerIn(options, profile, equipment, url)
    if (stranger === undefined) return dressed(profile, profile.parts, remade)
    return trusting(profile, stranger, remade)
  } catch (error) {
    return failed((error as Error).message, error as Error)
  }
}

/** What a connection is given that shows nothing of the config's: authorities. */
function trusting(
  profile: ConnectionProfile,
  { trust, summary }: { trust: Trust; summary: string },
  asked: Asked,
): Outfit {
  const { profile: facts, options, owner } = dressed(profile, { trust }, asked)
  const { trustAnchors } = facts
  const explain = () => ({ url: urlOf(asked.target).href, summary, others: [] })
  const { secureContext } = options
  return {
    options: secureContext === undefined ? {} : { secureContext },
    owner,
    profile: { ...(trustAnchors && { trustAnchors }), explain },
  }
}

const callersOwnCounts = 'The caller gave a certificate, which counts.'
const callersKeyCounts = 'The caller gave a key without a certificate: nothing of the config was put in its place.'

/** A caller with a certificate of his own; undefined: there is nothing for him. */
function withAuthorities(equipment: Equipment, asked: Asked, summary: string): Outfit | undefined {
  const { options, target } = asked
  if (options.secureContext != null || target.port === 0) return undefined
  try {
    const profile = equipment.profileFor(urlOf(target))
    if (isPromise(profile)) return undefined
    return trusting(profile, { trust: profile.parts.trust, summary }, asked)
  } catch {
    // What is wrong with the config's certificate does not concern him.
    return undefined
  }
}

/** Of the host that is meant where one is, unless the certificate is for the address itself. */
function profileFor(equipment: Equipment, url: URL, meant: URL | undefined): ReturnType<Equipment['profileFor']> {
  const profile = equipment.profileFor(url)
  if (meant === undefined || isPromise(profile)) return profile
  const ofName = equipment.profileFor(meant)
  return isPromise(ofName) || ofName.parts.identity !== undefined || profile.parts.identity === undefined
    ? ofName
    : profile
}

function dressed(
  profile: ConnectionProfile,
  { identity, trust }: Pick<ConnectionProfile['parts'], 'identity' | 'trust'>,
  { options, target, createSecureContext }: Asked,
): Outfit {
  const takesAuthorities = !isGiven(options.ca) && trust.ca.length > 0
  const named = profile.servername !== undefined && (!options.servername || sameName(options.servername, target.host))
  const { clientCertificate } = profile
  const described: Partial<CallersProfile> = {
    ...(named && { servername: profile.servername as string }),
    ...(clientCertificate !== undefined && { clientCertificate }),
    ...(takesAuthorities && { trustAnchors: () => profile.trustAnchors() }),
    explain: () => profile.explain(),
  }
  if (identity === undefined && !takesAuthorities) return { options: {}, owner: undefined, profile: described }
  const { secureContext: given, ...rest } = options
  const make = () => {
    const parts = {
      ...(rest as SecureContextOptions),
      ...(identity && { cert: identity.certificates, key: identity.key.reveal() }),
    }
    return takesAuthorities ? createTrustingContext(parts, trust.ca) : createSecureContext(parts)
  }
  // What a connection decides by itself is made for it alone, as Node does.
  const made = (given as object | undefined) ?? (contextOptions.some((name) => isGiven(rest[name])) ? {} : profile)
  const lasting = identity === profile.parts.identity ? made : {}
  const secureContext = contextsMade.get(lasting, profile, make)
  return {
    options: { secureContext, ...(named && { servername: profile.servername }) },
    owner: identity?.digest,
    profile: described,
  }
}

const contextsMade = new ContextsMade()

/** Why a connection is to somebody else than its address says, and whom that one may show; undefined: it is not. */
function strangerIn(
  { servername }: SocketOptions,
  profile: ConnectionProfile,
  equipment: Equipment,
  url: URL,
): { summary: string; trust: Trust } | undefined {
  const { identity } = profile.parts
  if (identity === undefined || typeof servername !== 'string' || servername === '') return undefined
  if (sameName(servername, url.hostname) || sameName(servername, profile.servername)) return undefined
  const named = equipment.profileFor(new URL(`https://${servername}:${portOf(url)}/`))
  if (!isPromise(named) && named.parts.identity?.digest === identity.digest) return undefined
  return {
    summary: `The caller asks ${url.host} for the server name ${servername}, to which the config gives no such certificate.`,
    trust: isPromise(named) ? { ...profile.parts.trust, ca: [] } : named.parts.trust,
  }
}

/**
 * Where the caller means to go who has looked up the address of a host himself, as nodemailer does: the server has to prove that it is
 * the host. Undefined: where he says.
 */
function resolvedByCaller(options: SocketOptions, url: URL): URL | undefined {
  const { servername } = options
  const isAddress = isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0
  if (!isAddress || !mustProveName(options) || typeof servername !== 'string' || servername === '') return undefined
  return urlOf({ host: servername, port: Number(portOf(url)) })
}

function urlOf({ host, port }: Target): URL {
  const url = `https://${host.includes(':') ? `[${host}]` : host}:${port || 443}/`
  // A path, or what else may stand where a host should.
  return URL.canParse(url) ? new URL(url) : new URL('https://invalid/')
}

function portOf(url: URL): string {
  return url.port || '443'
}

function isGiven(value: unknown): boolean {
  return value != null && (value as { length?: number }).length !== 0
}

function isPromise(profile: ConnectionProfile | Promise<ConnectionProfile>): profile is Promise<ConnectionProfile> {
  return 'then' in profile
}
