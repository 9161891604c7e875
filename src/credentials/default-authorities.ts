import { X509Certificate } from 'node:crypto'
import { rootCertificates } from 'node:tls'
import { comparableName } from './comparable-name.ts'

interface DefaultAuthority {
  der: Buffer
  /** Undefined where it cannot be read: it may be any. */
  subject: string | undefined
}

/** The certificates of Node's own list that a certificate's issuer may be, by their names. To parse them all takes OpenSSL 25 ms. */
export function defaultAuthoritiesFor({ raw }: X509Certificate): X509Certificate[] {
  defaults ??= rootCertificates.map(defaultAuthority)
  const issuer = comparableName(raw, 'issuer')
  return defaults
    .filter(({ subject }) => issuer === undefined || subject === undefined || subject === issuer)
    .map(({ der }) => new X509Certificate(der))
}

let defaults: readonly DefaultAuthority[] | undefined

function defaultAuthority(pem: string): DefaultAuthority {
  const der = Buffer.from(pem.slice(pem.indexOf('\n'), pem.lastIndexOf('\n-')), 'base64')
  return { der, subject: comparableName(der, 'subject') }
}
