import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import type { PeerCertificate } from 'node:tls'

/** Node's check of the name; the error when the certificate is not for `host`. */
export function checkIdentity(host: string, certificate: PeerCertificate): NodeJS.ErrnoException | undefined {
  const error = process.getBuiltinModule('node:tls').checkServerIdentity(host, certificate)
  if (error === undefined || isIP(host) === 0) return error
  // Some releases of Node 22 miss IPv6 addresses that the certificate has; OpenSSL compares the bytes.
  return new X509Certificate(certificate.raw).checkIP(host) === undefined ? error : undefined
}

/** The form in which Node gives a certificate to that check. */
export function identityOf(certificate: X509Certificate): PeerCertificate {
  // Node makes it by an inner half of `tls`; loaded before its other half, that leaves the process without `tls.createSecureContext`.
  process.getBuiltinModule('node:tls')
  return certificate.toLegacyObject() as PeerCertificate
}
