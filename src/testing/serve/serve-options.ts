import type { SecureVersion } from 'node:tls'
import { bytesOf } from '../../config/bytes.ts'
import { versions } from '../../config/option-table.ts'
import type { Shape, TableOf } from '../../config/shape.ts'
import type { Authority } from '../issue/authority.ts'
import { authority, bytes, choice, option, text, yesOrNo } from '../shapes.ts'
import type { ServerFlaw } from './own-certificate.ts'

/** Authorities to trust: an `Authority`, PEM (one text may hold several), or what has a `cert`. */
export type TrustInput = Authority | TrustedCertificate | string | Uint8Array

interface ServerIdentity {
  /** The certificate, then its chain, PEM. */
  readonly cert: string
  /** Its private key, PEM. */
  readonly key: string
}

interface TrustedCertificate {
  /** An authority's certificate, PEM. */
  readonly cert: string
}

const pem: Shape & { kind: 'any' } = {
  kind: 'any',
  secret: true,
  words: 'PEM',
  fits: (value) => (typeof value === 'string' && value.includes('-----BEGIN')) || bytesOf(value) !== undefined,
}

const trusted: Shape = {
  kind: 'any',
  words: 'an authority, or PEM',
  secret: true,
  fits: (value) => pem.fits!(value) || pem.fits!((value as { cert?: unknown } | null | undefined)?.cert),
}

/** How a server of the kit is. */
export interface ServeOptions {
  /** The server's own certificate with its key, PEM. @default one of `authority` for localhost */
  certificate?: ServerIdentity
  /** Issues the server's certificate, and is trusted for those of clients. @default a new one: `server.authority` */
  authority?: Authority
  /**
   * - `required`: asks, and refuses a client without a good one.
   * - `optional`: asks; none is fine, a bad one is refused.
   * - `none`: does not ask.
   * @default 'none'
   */
  clientCertificates?: 'required' | 'optional' | 'none'
  /** Authorities of clients. @default `authority` */
  trusts?: TrustInput | readonly TrustInput[]
  /** Revocation lists that clients' certificates are checked against, PEM: `authority.crl()`. */
  crl?: string | readonly string[]
  /**
   * How a client is refused.
   * - `alert`: by the very alert of OpenSSL's server: in the handshake of TLS 1.2, after it in TLS 1.3.
   * - `close`: by hanging up without a word, as Node does.
   * - `http`: by status 400 and the page of nginx.
   * @default 'alert'
   */
  refuse?: 'alert' | 'close' | 'http'
  /** Lowest version of TLS that it speaks. @default Node's own */
  minVersion?: SecureVersion
  /** Highest version of TLS that it speaks. @default Node's own */
  maxVersion?: SecureVersion
  /** As Node and OpenSSL spell them. */
  ciphers?: string
  /** Offers h2 beside http/1.1. @default false */
  http2?: boolean
  /** What is wrong with the server's own certificate: a class of certificate problem or an alias of one. */
  flaw?: ServerFlaw
  /** OCSP response to staple, DER: `authority.ocspResponse(certificate)`. */
  ocspResponse?: Uint8Array
}

/** What `serve` takes. */
export const serveOptions: TableOf<ServeOptions> = {
  certificate: option({
    kind: 'object',
    options: { cert: option(pem), key: option(pem) },
    required: ['cert', 'key'],
    issued: true,
  }),
  authority: option(authority),
  clientCertificates: option(choice('required', 'optional', 'none')),
  trusts: option({ kind: 'list', of: trusted, orOne: true }),
  crl: option({ kind: 'list', of: text, orOne: true }),
  refuse: option(choice('alert', 'close', 'http')),
  minVersion: option(choice(...versions)),
  maxVersion: option(choice(...versions)),
  ciphers: option(text),
  http2: option(yesOrNo),
  flaw: option(text),
  ocspResponse: option(bytes),
}

/** @throws TypeError for options that each would be fine alone */
export function checkTogether({ certificate, flaw, minVersion, maxVersion }: ServeOptions): void {
  if (certificate !== undefined && flaw !== undefined)
    throw new TypeError(
      'serve(): give "certificate" or "flaw", not both: a flaw is one of a certificate that serve() makes.',
    )
  if (
    minVersion !== undefined &&
    maxVersion !== undefined &&
    versions.indexOf(minVersion) > versions.indexOf(maxVersion)
  )
    throw new TypeError(`serve(): "minVersion" (${minVersion}) is above "maxVersion" (${maxVersion}).`)
}

/** PEM. */
export function trustedPem(input: TrustInput | readonly TrustInput[]): string[] {
  const list = Array.isArray(input) ? (input as readonly TrustInput[]) : [input as TrustInput]
  return list.map((one) => {
    if (typeof one === 'string') return one
    return ArrayBuffer.isView(one) ? Buffer.from(one.buffer, one.byteOffset, one.byteLength).toString() : one.cert
  })
}
