/** Versions of TLS as Node spells them. */
export type TlsVersionOption = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'

/** Content in place of a file, base64 encoded: DER or PEM. */
export interface Base64Content {
  /**
   * The content, base64 encoded.
   * @example '${CLIENT_PFX_BASE64}'
   */
  base64: string
}

/** A file's path, PEM text that starts with `-----BEGIN`, or base64 content. In TypeScript and JavaScript also a Buffer. */
export type FileOrContent = string | Base64Content | Uint8Array

/** A bundle of authorities, for all hosts or for some. */
export interface CaEntryOptions {
  /**
   * File of the bundle, its PEM text, or one of the words `system` and `mkcert`.
   * @example 'certs/lab-ca.pem'
   */
  file?: string | Uint8Array
  /** The bundle itself, base64 encoded, in place of `file`. */
  base64?: string
  /**
   * Passphrase of a truststore (PKCS#12).
   * @default 'changeit', as keytool's manual has it, or none
   * @example '${TRUSTSTORE_PASSPHRASE}'
   */
  passphrase?: string
  /**
   * Hosts that the bundle is trusted for, as in `clientCertificates[].host`.
   * @default all hosts
   * @example ['*.lab.example']
   */
  hosts?: string | string[]
  /**
   * `false` switches the entry off.
   * @default true
   */
  enabled?: boolean
}

/** An authority that was made for the tests: that of `vitest-mtls/testing`, or what has its certificate as PEM text. */
export type AuthorityInput = AuthorityWithCa | AuthorityWithCert

interface AuthorityWithCa {
  /** The authority's certificate, PEM. */
  readonly ca: string
}

interface AuthorityWithCert {
  /** The authority's certificate, PEM. */
  readonly cert: string
}

/**
 * A bundle of authorities: a file, its content, `system` (the operating system's store), `mkcert` (the local mkcert authority), or an authority
 * that was made for the tests.
 */
export type CaEntry = FileOrContent | CaEntryOptions | (AuthorityInput & Pick<CaEntryOptions, 'hosts' | 'enabled'>)

/** What every entry of `clientCertificates` has, whatever form its certificate comes in. */
export interface ClientCertificateTarget {
  /**
   * Name for `request(url, { clientCert: name })`, matchers and messages.
   * @example 'orders'
   */
  name?: string
  /**
   * Host that the certificate is for: a name, an address, `*.x` for every sub-domain of x at any depth, or `*`. May carry a port.
   * @example '*.partner.example'
   */
  host: string
  /**
   * Port that the certificate is for; `'*'` is any.
   * @default 443
   */
  port?: number | string
  /**
   * Server name to send (SNI) and to verify in place of the host.
   * @default the host of the URL
   */
  servername?: string
  /**
   * `false`: a problem of this host's certificate does not refuse the connection; it is still recorded.
   * @default the top-level `verify`
   */
  verify?: boolean
  /**
   * `false` switches the entry off.
   * @default true
   */
  enabled?: boolean
  /**
   * `true`: a variable that is not set or empty, or a file that does not exist, is a warning; a request that needs the entry fails with it.
   * @default false
   */
  optional?: boolean
  /**
   * Passphrase of the key or of the PFX.
   * @example '${ORDERS_KEY_PASSPHRASE}'
   */
  passphrase?: string
}

/** A client certificate in two parts: certificate and key. */
export interface PemClientCertificateEntry extends ClientCertificateTarget {
  /**
   * Certificate, PEM or DER; several files or blocks form its chain, in any order.
   * @example 'certs/orders.crt'
   */
  cert: FileOrContent | FileOrContent[]
  /**
   * Private key: PKCS#8, PKCS#1 or SEC1, PEM or DER, plain or encrypted.
   * @example 'certs/orders.key'
   */
  key: FileOrContent
  /** Not beside `cert` and `key`. */
  pfx?: never
}

/** A client certificate in one PKCS#12 file. */
export interface PfxClientCertificateEntry extends ClientCertificateTarget {
  /**
   * PKCS#12 file with the certificate, its key and its chain.
   * @example 'certs/partner.p12'
   */
  pfx: FileOrContent
  /** Not beside `pfx`. */
  cert?: never
  /** Not beside `pfx`. */
  key?: never
}

/** A client certificate and the host that it is for. */
export type ClientCertificateEntry = PemClientCertificateEntry | PfxClientCertificateEntry

/** Every option that a profile may replace. */
export interface ProfileOptions {
  /**
   * Authorities to trust besides Node's default list.
   * @default []
   * @example ['certs/internal-ca.pem', { file: 'certs/lab-ca.pem', hosts: ['*.lab.example'] }]
   */
  ca?: CaEntry | CaEntry[]
  /**
   * `false`: trust the authorities of `ca` alone, not Node's own list.
   * @default true
   */
  trustDefaultCAs?: boolean
  /**
   * Certificate revocation lists, PEM or DER. With one given, a chain must have a list from each of its issuers.
   * @default []
   */
  crl?: FileOrContent | FileOrContent[]
  /**
   * Client certificates and the hosts that they are for. The most specific entry wins; among equals the last.
   * @default []
   */
  clientCertificates?: ClientCertificateEntry[]
  /**
   * `false`: a problem of a server's certificate does not refuse the connection; it is still recorded. An object says so host by host.
   * @default true
   * @example { '*.lab.example': false }
   */
  verify?: boolean | Record<string, boolean>
  /**
   * Lowest version of TLS to offer.
   * @default Node's own, TLSv1.2
   */
  minVersion?: TlsVersionOption
  /**
   * Highest version of TLS to offer.
   * @default Node's own, TLSv1.3
   */
  maxVersion?: TlsVersionOption
  /**
   * Cipher suites to offer, as Node and OpenSSL spell them.
   * @default Node's own
   * @example 'TLS_AES_128_GCM_SHA256:ECDHE-RSA-AES128-GCM-SHA256'
   */
  ciphers?: string
  /**
   * Offer HTTP/2.
   * @default false
   */
  http2?: boolean
  /**
   * URL of a proxy that tunnels (CONNECT); `'env'`: from `HTTPS_PROXY` and `NO_PROXY`, loopback hosts direct; `false`: none.
   * @default 'env'
   * @example 'http://proxy.internal:3128'
   */
  proxy?: string | false
  /**
   * Resume TLS sessions. A resumed handshake asks for no certificate and shows none.
   * @default false
   */
  resumption?: boolean
  /**
   * Ask servers to staple an OCSP response. Some reset a connection that asks; with `false` a revoked certificate may go unnoticed.
   * @default true
   */
  requestOCSP?: boolean
  /**
   * What becomes of entries of `clientCertificates` that no request of a run has used: `note`, a line at its end; `error`, the run fails;
   * `ignore`, nothing.
   * @default 'note'
   */
  unusedEntries?: 'note' | 'error' | 'ignore'
  /** What is kept of connections. */
  capture?: CaptureOptions
}

/** What is kept of connections. */
export interface CaptureOptions {
  /**
   * Record what passes during handshakes. `false` makes connections a little cheaper and leaves nothing to judge: `status` is `unknown`,
   * and every matcher that needs the record throws.
   * @default true
   */
  handshakes?: boolean
  /**
   * File that the secrets of every connection are added to, in the NSS key log format that Wireshark reads; `'env'`: the one
   * that `SSLKEYLOGFILE` names, if any; `false`: none. Whoever reads the file reads the traffic.
   * @default false
   * @example 'env'
   */
  keyLog?: string | false
}

/** The configuration of vitest-mtls. `${NAME}` and `${NAME:-default}` in any string are environment variables. */
export interface MtlsOptions extends ProfileOptions {
  /** Address of the JSON Schema, for editors; not read. */
  $schema?: string
  /**
   * Options by profile: each one that a profile gives replaces the option above of the same name.
   * Chosen by the plugin's `profile` or by `MTLS_PROFILE`.
   * @example { ci: { ca: ['ci/ca.pem'] } }
   */
  profiles?: Record<string, ProfileOptions>
}
