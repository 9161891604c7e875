/** TLS versions as Node spells them. */
export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'

export type Peer = 'client' | 'server'

/** One certificate as it came over the wire, read from its DER form (RFC 5280). */
export interface Certificate {
  /** Distinguished name as an RFC 4514 string, most specific attribute first: `CN=orders,O=Example`. */
  subject: string
  /** Issuer's distinguished name, as `subject`. */
  issuer: string
  /** Hexadecimal digits in upper case, without separators or leading `00`. */
  serialNumber: string
  /** `DNS:a`, `IP:192.0.2.1`, `URI:spiffe://x`, `email:a@b`, in the order of the extension. */
  subjectAltNames: string[]
  /** ISO 8601, UTC. */
  validFrom: string
  /** ISO 8601, UTC. */
  validTo: string
  /** SHA-256 of the DER form: upper case, separated by colons, as Node and OpenSSL print it. */
  fingerprint256: string
  /** `RSA 2048`, `EC P-256`, `Ed25519`; an algorithm that we do not name appears as its OID. */
  publicKey: string
  /** Its family: `RSA`, `RSA-PSS`, `EC`, `DSA`, `Ed25519`; otherwise the OID. */
  keyType: string
  /** Length of a modulus, or of a curve's field: 2048, 256. Absent where the algorithm is not known. */
  keyBits?: number
  /** `sha256WithRSAEncryption`, `ecdsa-with-SHA256`, `Ed25519`, `RSASSA-PSS`; otherwise the OID. */
  signatureAlgorithm: string
  /** `digitalSignature`, `keyCertSign` ... as RFC 5280 4.2.1.3 names them. Empty when the extension is absent (any use). */
  keyUsage: string[]
  /** `clientAuth`, `serverAuth` ...; otherwise the OID. Empty when the extension is absent (any purpose). */
  extendedKeyUsage: string[]
  /** The basic constraints extension says so (RFC 5280 4.2.1.9). */
  isCA: boolean
  /** Every extension: dotted OID to its value in DER, as hexadecimal digits in lower case. */
  extensions: Record<string, string>
  pem: string
}

export type CertificateProblemClass =
  | 'self-signed'
  | 'expired'
  | 'not-yet-valid'
  | 'unknown-issuer'
  | 'incomplete-chain'
  | 'hostname-mismatch'
  | 'revoked'
  | 'wrong-purpose'
  | 'not-a-ca'
  | 'path-too-long'
  | 'name-constraint'
  | 'bad-signature'
  | 'weak-key'
  | 'weak-signature'
  | 'malformed'
  | 'unhandled-extension'
  | 'crl-unavailable'
  | 'other'

export interface CertificateProblem {
  class: CertificateProblemClass
  /** Node's or OpenSSL's own code where it reported this problem: `DEPTH_ZERO_SELF_SIGNED_CERT`. */
  code?: string
  /** One sentence with the facts: dates, names found, key sizes. */
  message: string
  /** Subject of the certificate that has the problem, RFC 4514: one of the chain, a trusted one that was not sent, or the missing issuer. */
  subject?: string
  /** Place of that certificate in the chain on the wire; 0 is the leaf. Absent: it was not sent. */
  position?: number
  /** Where a trusted certificate is that was not sent: `in ca`, `in Node's own list`. */
  place?: string
}

export interface Alert {
  from: Peer
  level: 'warning' | 'fatal'
  /** Number of the alert (RFC 8446 section 6). */
  code: number
  /** Name of the alert, `unknown_ca`; `alert_200` for a number that has none. */
  description: string
}

/** What the server asked for in its CertificateRequest. */
export interface CertificateRequest {
  /** Distinguished names of acceptable authorities, RFC 4514; empty: any. */
  authorities: string[]
  /** SignatureScheme names (RFC 8446 4.2.3): `rsa_pss_rsae_sha256`; unknown ones as `0x0a0b`. */
  signatureAlgorithms: string[]
  /** TLS 1.2 ClientCertificateType names (RFC 5246 7.4.4): `rsa_sign`, `ecdsa_sign`. */
  certificateTypes?: string[]
}

/**
 * - `sent`: the server asked and the client's Certificate message carried a chain.
 * - `empty`: the server asked and the client's Certificate message carried none.
 * - `not-requested`: the server never asked.
 * - `resumed`: the session was resumed; nothing was asked or sent on this connection.
 * - `unknown`: the bytes could not be read; never reported as one of the others.
 */
export type ClientCertificateStatus = 'sent' | 'empty' | 'not-requested' | 'resumed' | 'unknown'

/** The client certificate that the configuration offered for a connection; public facts only. */
export interface ConfiguredClientCertificate {
  /** `name` of the entry. */
  name?: string
  /** Where it comes from: the file, or the place in the config for inline content. */
  source: string
  /** RFC 4514. */
  subject: string
  fingerprint256: string
}

export interface Verification {
  /** Whether a problem refuses the connection. Problems are recorded either way. */
  enabled: boolean
  /** Node found a path to a trust anchor and no problem. */
  trusted: boolean
  /** Every problem that was found, leaf first. */
  problems: CertificateProblem[]
  /** What Node takes and others do not, one sentence each; absent: nothing. */
  warnings?: string[]
}

/** What makes TLS connections in a test process: the helper `request`, or one of Node's own modules, whatever stands on it. */
export type ClientKind = 'request' | 'https' | 'http2' | 'fetch' | 'undici' | 'tls'

/** What an OCSP response says that the server stapled to its certificate (RFC 6066 section 8, RFC 6960). */
export interface StapledOcsp {
  status: 'good' | 'revoked' | 'unknown'
  /** ISO 8601, UTC. */
  thisUpdate: string
  /** When newer information is to be expected; absent: at any time. ISO 8601, UTC. */
  nextUpdate?: string
  /** The issuer of the server's certificate has signed it, or a responder that it has authorised. */
  verified: boolean
}

/** What happened on one TLS connection: plain JSON data, no keys, no passphrases. */
export interface Handshake {
  host: string
  port: number
  /** Server name indication that the ClientHello carried. */
  servername?: string
  remoteAddress?: string
  protocol?: TlsVersion
  /** IANA name: `TLS_AES_128_GCM_SHA256`. */
  cipher?: string
  /** Named group of the key exchange: `x25519`. */
  group?: string
  /** Application protocol that the server chose: `h2`, `http/1.1`. */
  alpn?: string
  resumed: boolean
  clientCertificate: {
    status: ClientCertificateStatus
    /** When the server asked. */
    during?: 'handshake' | 'renegotiation' | 'post-handshake'
    request?: CertificateRequest
    /** What went over the wire, leaf first. */
    chain: Certificate[]
    /** A CertificateVerify was sent with it. */
    proven: boolean
    configured?: ConfiguredClientCertificate
  }
  /** What came over the wire, leaf first; `unfinished`: the length in bytes of a Certificate message that began and did not end. */
  serverCertificate: { chain: Certificate[]; unfinished?: number }
  verification: Verification
  alerts: Alert[]
  /** Stapled by the server; absent: none that speaks of its certificate. */
  ocsp?: StapledOcsp
  /** Whose end recorded it: `server`: that of a server of the testing kit. */
  side: Peer
  /** What made the connection; absent where that is not known, and where a server recorded it. */
  client?: ClientKind
  /** ISO 8601, UTC. */
  startedAt: string
  /** Milliseconds. */
  durationMs: { tcp: number; tls: number }
  /** `complete: false`: something on the wire could not be read; `reason` says what. */
  capture: { complete: boolean; reason?: string }
}

/** The part of a Handshake that the bytes on the wire alone decide. */
export interface WireHandshake
  extends Pick<
    Handshake,
    'servername' | 'protocol' | 'cipher' | 'group' | 'alpn' | 'resumed' | 'serverCertificate' | 'alerts' | 'capture'
  > {
  clientCertificate: Omit<Handshake['clientCertificate'], 'configured'>
  /** OCSPResponse in DER that the server stapled to its certificate, as it came. */
  ocspResponse?: Uint8Array
}
