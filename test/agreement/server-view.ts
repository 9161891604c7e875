/** What a server can have against a client's certificate. */
export type Objection =
  | 'no certificate'
  | 'unknown issuer'
  | 'expired'
  | 'not yet valid'
  | 'outside its validity'
  | 'wrong purpose'

/** What a server says of one connection, in our spellings; absent: this server does not say it. */
export interface ServerView {
  /** It did not refuse, neither in the handshake nor by an answer. */
  accepted: boolean
  /** It got a client certificate. */
  certificate: boolean
  /** RFC 4514. */
  subject?: string
  /** SHA-1 or SHA-256, hexadecimal, with or without colons. */
  fingerprint?: string
  /** Hexadecimal, upper case. */
  serialNumber?: string
  protocol?: string
  /** IANA's or OpenSSL's name. */
  cipher?: string
  alpn?: string
  objection?: Objection
}

const wordings: [Objection, RegExp][] = [
  [
    'no certificate',
    /did not return a certificate|No certificate was found|Certificate is required|Empty client certificate/,
  ],
  [
    'unknown issuer',
    /unable to (get local issuer|verify the first) certificate|unable to find valid certification path/,
  ],
  ['expired', /certificate has expired/],
  ['not yet valid', /certificate is not yet valid/],
  ['outside its validity', /validity check failed/],
  ['wrong purpose', /(unsuitable|unsupported) certificate purpose|does not permit use for TLS client/],
]

/** The objection that a server's own words name: those of OpenSSL, GnuTLS or Java. */
export function objectionIn(words: string): { objection?: Objection } {
  const objection = wordings.find(([, pattern]) => pattern.test(words))?.[0]
  return objection === undefined ? {} : { objection }
}
