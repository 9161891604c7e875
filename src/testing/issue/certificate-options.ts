import type { KeyObject } from 'node:crypto'
import type { KeyUsage } from '../../tls/x509/certificate-extensions.ts'
import type { SubjectInput } from '../asn1/name.ts'
import type { DurationInput } from './duration-input.ts'
import type { KeyType } from './key-pair.ts'
import type { HashName } from './signature.ts'

/** An extension by its OID; `value` is the DER inside extnValue, as bytes or hexadecimal digits. */
export interface ExtensionInput {
  /** Its name, in dots. @example '1.3.6.1.4.1.311.25.2' */
  oid: string
  /** Who does not know it must refuse the certificate. @default false */
  critical?: boolean
  /** DER, as bytes or hexadecimal digits. */
  value: Uint8Array | string
}

/** Subtrees as alternative names are written: `DNS:example.com`, `IP:10.0.0.0/8`, `dirName:O=Example`. */
export interface NameConstraintsInput {
  /** Names have to be within one of these. */
  permitted?: readonly string[]
  /** No name may be within one of these. */
  excluded?: readonly string[]
}

/** Everything that a certificate can be asked for. */
export interface CertificateOptions {
  /** RFC 4514 (`CN=orders,O=Example`), or an object of attributes, each with its string type if it matters. */
  subject?: SubjectInput
  /** `DNS:a`, `IP:192.0.2.1`, `URI:spiffe://x`, `email:a@b`, `dirName:CN=x`, `RID:1.2.3`, `otherName:1.2.3;text`. */
  subjectAltNames?: readonly string[]
  /**
   * How long it is valid: `'90 days'`, `{ hours: 1 }`.
   * @default 90 days for what is no authority, 10 years for authorities
   */
  validFor?: DurationInput
  /** Its first moment. @default an hour ago, for clocks that differ */
  validFrom?: Date | string
  /** Its last moment. @default `validFrom` and `validFor` */
  validTo?: Date | string
  /** It has expired a day ago, or that long: `'2 hours'`. */
  expired?: boolean | DurationInput
  /** It will be valid in a day, or after that long. */
  notYetValid?: boolean | DurationInput
  /** Kind of its key. @default 'EC P-256' */
  keyType?: KeyType
  /** A private key that exists, in place of a new one: PEM, or a KeyObject. */
  key?: string | KeyObject
  /** Hash of the issuer's signature. @default 'SHA-256', or what goes with the issuer's curve */
  hash?: HashName
  /** `false`: no such extension. @default what its use needs */
  keyUsage?: readonly KeyUsage[] | false
  /** Names or OIDs; `false`: no such extension. @default what its use needs */
  extendedKeyUsage?: readonly string[] | false
  /** It may issue others (basic constraints). @default false; true for authorities */
  isCA?: boolean
  /** How many authorities may be below this one (basic constraints). @default any number */
  pathLength?: number
  /** Which names certificates below this authority may have. */
  nameConstraints?: NameConstraintsInput
  /** Where CRLs are said to be. */
  crlUrls?: readonly string[]
  /** Where an OCSP responder is said to be. */
  ocspUrls?: readonly string[]
  /** Where the issuer's certificate is said to be. */
  issuerUrls?: readonly string[]
  /** Further extensions; one of an OID that is already there replaces it. */
  extensions?: readonly ExtensionInput[]
  /** Hexadecimal. @default random */
  serialNumber?: string
}

/** A server's certificate. */
export interface ServerCertificateOptions extends CertificateOptions {
  /**
   * Names and addresses that it is for.
   * @default ['localhost', '127.0.0.1', '::1']
   */
  hosts?: readonly string[]
}
