/** What the configuration set for a connection, as far as it can explain how that ended. Public facts only. */
export interface ConnectionSettings {
  minVersion?: string
  maxVersion?: string
  ciphers?: string
  /** HTTP/2 was offered. */
  http2?: boolean
  /**
   * The CONNECT proxy: its URL without credentials, where that comes from (`proxy in the config`, `HTTPS_PROXY`), and whether it has
   * a user name or password.
   */
  proxy?: { url: string; source: string; hasCredentials?: true }
  /** The client certificate that was offered. */
  offered?: { publicKey: string }
  /** Certificates of `ca` by their subject, each with its place in the config, and whether it counts for this host. */
  authorities?: readonly ConfiguredAuthority[]
  /** Profiles of the config that were not chosen, and the hosts of their client certificates. */
  otherProfiles?: readonly { name: string; hosts: readonly string[] }[]
}

/** A certificate in `ca`. */
export interface ConfiguredAuthority {
  /** Place in the config: `ca[1]`. */
  path: string
  /** RFC 4514, as the issuer. */
  subject: string
  issuer: string
  fingerprint256: string
  /** Hosts to which it is limited; absent: none. */
  hosts?: readonly string[]
  applies: boolean
}
