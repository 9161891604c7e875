import type { ConfigProblem } from '../errors/config-error.ts'
import type { HostPattern } from './host-pattern.ts'
import type { FruitlessSearch } from './missed-configs.ts'
import type { TlsVersionOption } from './options.ts'
import type { OtherProfile } from './other-profiles.ts'
import type { Secret } from './secret.ts'

/** Where bytes come from. */
export type ResolvedSource =
  | {
      readonly kind: 'file'
      /** Absolute. */
      readonly file: string
      /** Place in the config. */
      readonly path: string
      /** How messages name it. */
      readonly label: string
      /** What to do when it does not exist. */
      readonly remedy?: string
    }
  | {
      readonly kind: 'content'
      readonly content: Secret<Uint8Array>
      readonly path: string
      readonly label: string
      /** It was given as a string, where a path may stand too. */
      readonly isText?: boolean
      /** The reference to the environment variable that it came from: `${CLIENT_KEY}`. */
      readonly variable?: string
      /** Absolute path of the file that it may name, should there be one when it is read. */
      readonly candidate?: Secret<string>
    }

/** A certificate with its key, not yet read. */
export type ResolvedIdentity =
  | {
      readonly kind: 'pem'
      readonly cert: readonly ResolvedSource[]
      readonly key: ResolvedSource
      readonly passphrase?: Secret<string>
    }
  | { readonly kind: 'pfx'; readonly pfx: ResolvedSource; readonly passphrase?: Secret<string> }

/** One `clientCertificates` entry. */
export interface ResolvedClientCertificate {
  /** Place in the config: `clientCertificates[1]`. */
  readonly path: string
  readonly name?: string
  readonly host: HostPattern
  readonly port: number | '*'
  readonly servername?: string
  readonly verify?: boolean
  /** Absent: the entry is switched off, or `absence` says why there is none. */
  readonly identity?: ResolvedIdentity
  /** The entry may be without its files. */
  readonly optional?: true
  /** Of an optional entry: the environment variable that it lacks. */
  readonly absence?: Absence
  /** `port` is the default: none was written. */
  readonly hasDefaultPort?: true
}

/** What an optional entry lacks. */
export interface Absence {
  readonly path: string
  readonly message: string
  readonly remedy: string
}

/** One `ca` entry that is switched on. */
export interface ResolvedCa {
  readonly path: string
  readonly source: ResolvedSource | 'system'
  /** Of a keystore. */
  readonly passphrase?: Secret<string>
  /** Absent: all hosts. */
  readonly hosts?: readonly HostAndPort[]
}

/** What a host's pattern and port are compared with. */
export interface HostAndPort {
  readonly host: HostPattern
  readonly port: number | '*'
}

/** `verify` for one host. */
export interface ResolvedVerify {
  readonly path: string
  readonly host: HostPattern
  readonly port: number | '*'
  readonly verify: boolean
}

/** Which proxy https requests take. URLs may hold credentials. */
export type ResolvedProxy =
  | { readonly kind: 'none' }
  | { readonly kind: 'url'; readonly url: Secret<string> }
  | {
      readonly kind: 'env'
      readonly https?: Secret<string>
      readonly http?: Secret<string>
      /** `NO_PROXY` as it stands. */
      readonly except?: string
    }

/** The configuration, checked, with absolute paths: frozen data whose secrets do not print. */
export interface ResolvedConfig {
  /** Absolute path of the config file; absent for an inline config and when none was found. */
  readonly file?: string
  /** No config was found: where it was looked for, and what was passed by. */
  readonly search?: FruitlessSearch
  /** Folder that relative paths of the config are relative to. */
  readonly folder: string
  readonly profile?: string
  /** Profiles that were not chosen and have client certificates; absent: there are none. */
  readonly otherProfiles?: readonly OtherProfile[]
  readonly ca: readonly ResolvedCa[]
  readonly trustDefaultCAs: boolean
  readonly crl: readonly ResolvedSource[]
  readonly clientCertificates: readonly ResolvedClientCertificate[]
  readonly verify: boolean
  readonly verifyByHost: readonly ResolvedVerify[]
  readonly minVersion?: TlsVersionOption
  readonly maxVersion?: TlsVersionOption
  readonly ciphers?: string
  /** Groups of the key exchange to offer, as OpenSSL lists them. No option sets them: what finds out what a server accepts offers all. */
  readonly groups?: string
  readonly http2: boolean
  readonly proxy: ResolvedProxy
  readonly resumption: boolean
  readonly requestOCSP: boolean
  readonly unusedEntries: 'note' | 'error' | 'ignore'
  /** Handshakes are recorded. */
  readonly captureHandshakes: boolean
  /** The file that connection secrets are added to: its absolute path, and that path as messages show it. */
  readonly keyLogFile?: { readonly file: string; readonly label: string }
  readonly warnings: readonly ConfigProblem[]
  /** Every file that the outcome depends on, absolute: config, certificates, keys, lists. */
  readonly files: readonly string[]
}
