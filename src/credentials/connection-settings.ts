import type { ResolvedConfig, ResolvedProxy } from '../config/resolved-config.ts'
import type { ConfiguredAuthority, ConnectionSettings } from '../evidence/connection-settings.ts'
import type { Identity } from './identity.ts'
import type { ProfileOverrides } from './profile.ts'

/** What decided about a connection, for those who explain how it ended. */
interface Decisions {
  config: ResolvedConfig
  overrides: ProfileOverrides
  options: { minVersion?: string; maxVersion?: string; ciphers?: string }
  http2: boolean
  proxy: URL | undefined
  identity: Identity | undefined
  /** Reads the bundles. */
  authorities: () => readonly ConfiguredAuthority[]
}

/** The same without anything secret: a proxy's URL loses its user and password. */
export function settingsOf(decisions: Decisions): ConnectionSettings {
  const { config, overrides, options, http2, proxy, identity, authorities } = decisions
  return {
    ...options,
    http2,
    // Few endings are explained by them.
    get authorities() {
      return authorities()
    },
    ...(proxy && {
      proxy: {
        url: `${proxy.protocol}//${proxy.host}`,
        source: proxySource(overrides, config.proxy),
        ...((proxy.username !== '' || proxy.password !== '') && { hasCredentials: true }),
      },
    }),
    ...(config.otherProfiles && { otherProfiles: config.otherProfiles }),
    ...(identity && { offered: { publicKey: identity.leaf.publicKey } }),
  }
}

/** In the order in which they are read. */
const variables = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY']

function proxySource({ proxy }: ProfileOverrides, configured: ResolvedProxy): string {
  if (proxy !== undefined && proxy !== 'env') return 'proxy of the request'
  if (proxy === undefined && configured.kind === 'url') return 'proxy in the config'
  const name = variables.find((variable) => process.env[variable])
  return name === undefined ? 'the environment' : `the environment variable ${name}`
}
