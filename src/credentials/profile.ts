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
  verify?: boolean
  clientCert?: false | string | InlineIdentity
  ca?: CaInput | CaInput[]
  servername?: string
  minVersion?: TlsVersion
  maxVersion?: TlsVersion
  ciphers?: string
  http2?: boolean
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
export type CaInput = FileOrContent | { file: string | Uint8Array; passphrase?: string } | AuthorityInput

/** A client certificate given with one request; paths are relative to the working directory. */
export type InlineIdentity =
  | { cert: FileOrContent | FileOrContent[]; key: FileOrContent; passphrase?: string; name?: string }
  | { pfx: FileOrContent; passphrase?: string; name?: string }
