import type { SecureVersion } from 'node:tls'
import type { Authority } from '../issue/authority.ts'
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

export const serveOptionNames: readonly (keyof ServeOptions)[] = [
  'certificate',
  'authority',
  'clientCertificates',
  'trusts',
  'crl',
  'refuse',
  'minVersion',
  'maxVersion',
  'ciphers',
  'http2',
  'flaw',
  'ocspResponse',
]

const choices = {
  clientCertificates: ['required', 'optional', 'none'],
  refuse: ['alert', 'close', 'http'],
} as const

/** @throws TypeError for a word that is none of an option's */
export function checkChoices(options: ServeOptions): void {
  for (const name of ['clientCertificates', 'refuse'] as const) {
    const value = options[name]
    if (value !== undefined && !(choices[name] as readonly string[]).includes(value)) {
      throw new TypeError(`serve(): "${name}" cannot be ${JSON.stringify(value)}; write ${choices[name].join(', ')}.`)
    }
  }
}

/** PEM. */
export function trustedPem(input: TrustInput | readonly TrustInput[]): string[] {
  const list = Array.isArray(input) ? (input as readonly TrustInput[]) : [input as TrustInput]
  return list.map((one) => {
    const text =
      typeof one === 'string'
        ? one
        : ArrayBuffer.isView(one)
          ? Buffer.from(one.buffer, one.byteOffset, one.byteLength).toString()
          : one.cert
    if (!text.includes('-----BEGIN')) throw new TypeError('serve(): "trusts" takes authorities and PEM text.')
    return text
  })
}
