import type { SecureContext, SecureContextOptions } from 'node:tls'
import type { AuthorityInput, FileOrContent } from '../config/options.ts'
import type { ConnectionSettings } from '../evidence/connection-settings.ts'
import type { Explanation } from '../evidence/explanation.ts'
import type { ConfiguredClientCertificate, TlsVersion } from '../tls/handshake.ts'
import type { Identity } from './identity.ts'
import type { TrustAnchors } from './trust-anchors.ts'
import type { Trust } from './trust-store.ts'

/** Everything that decides how a connection to one origin is made. */
export interface ConnectionProfile {
  /** Equal keys may share connections; differs whenever identity, trust, verification or a TLS option differs. No secret in it. */
  key: string
  /** One cached context per identity, trust and TLS options. */
  secureContext: SecureContext
  /** What the context is made of besides TLS options, for contexts that others have a say in. */
  parts: { identity?: Identity; trust: Trust }
  /** Server name to send and to verify instead of the host. */
  servername?: string
  /** Refuse a server whose certificate has a problem. */
  verify: boolean
  minVersion?: TlsVersion
  maxVersion?: TlsVersion
  ciphers?: string
  http2: boolean
  /** Ask the server to staple an OCSP response. */
  requestOCSP: boolean
  /** URL of the CONNECT proxy; absent: direct. May hold credentials. */
  proxy?: URL
  /** Trust for an https proxy, and the client certificate that is for it. */
  proxySecureContext?: SecureContext
  /** The client certificate that is offered when the server asks. Read when somebody looks. */
  readonly clientCertificate?: ConfiguredClientCertificate | undefined
  /** Every authority that is trusted, and the revocation lists. Read when a server has been refused. */
  trustAnchors(): TrustAnchors
  /** What the context is made of, the private key too, as `tls.connect` takes it. */
  contextOptions(): SecureContextOptions
  /** What was set for the connection, without secrets. Made when somebody looks. */
  settings(): ConnectionSettings
  /** Why this client certificate, or none. Made when somebody looks. */
  explain(): Explanation
}

/** The options of one request that decide about TLS; the contract's `init`. */
export interface ProfileOverrides {
  /**
   * `false`: a problem of the server's certificate does not refuse the connection; it is still recorded.
   * @default what the config says for this host
   */
  verify?: boolean
  /**
   * The client certificate to offer: `false` for none, the name of an entry of the config, or a certificate with its key.
   * @default the config's entry for this host and port
   * @example { cert: 'certs/orders.crt', key: 'certs/orders.key' }
   */
  clientCert?: false | string | InlineIdentity
  /**
   * Authorities to trust besides those of the config.
   * @example 'certs/lab-ca.pem'
   */
  ca?: CaInput | CaInput[]
  /**
   * Server name to send (SNI) and to verify in place of the host.
   * @default the config's for this host, or the host of the URL
   */
  servername?: string
  /**
   * Lowest version of TLS to offer.
   * @default the config's, or Node's own
   */
  minVersion?: TlsVersion
  /**
   * Highest version of TLS to offer.
   * @default the config's, or Node's own
   */
  maxVersion?: TlsVersion
  /**
   * Cipher suites to offer, as Node and OpenSSL spell them.
   * @default the config's, or Node's own
   */
  ciphers?: string
  /**
   * Offer HTTP/2.
   * @default the config's, or `false`
   */
  http2?: boolean
  /**
   * URL of a proxy that tunnels (CONNECT); `'env'`: from `HTTPS_PROXY` and `NO_PROXY`; `false`: none.
   * @default the config's, or `'env'`
   */
  proxy?: string | false
}

export const overrideNames: readonly (keyof ProfileOverrides)[] = [
  'verify',
  'clientCert',
  'ca',
  'servername',
  'minVersion',
  'maxVersion',
  'ciphers',
  'http2',
  'proxy',
]

/** A bundle: a file's path (relative to the working directory), its content, `system`, `mkcert`, or an authority that was made for the tests. */
export type CaInput = FileOrContent | CaFile | AuthorityInput

/** A bundle with what it takes to open it. */
interface CaFile {
  /** The bundle's path or content. */
  file: string | Uint8Array
  /** Passphrase of a truststore (PKCS#12). */
  passphrase?: string
}

/** A client certificate given with one request; paths are relative to the working directory. */
export type InlineIdentity = InlinePem | InlinePfx

interface InlineNames {
  /** Passphrase of the key or of the PFX. */
  passphrase?: string
  /** Name for matchers and messages. */
  name?: string
}

interface InlinePem extends InlineNames {
  /** Certificate, PEM or DER, path or content; several form its chain, in any order. */
  cert: FileOrContent | FileOrContent[]
  /** Its private key, path or content. */
  key: FileOrContent
}

interface InlinePfx extends InlineNames {
  /** PKCS#12 with the certificate, its key and its chain, path or content. */
  pfx: FileOrContent
}
