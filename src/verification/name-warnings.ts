import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import type { Certificate } from '../tls/handshake.ts'
import { checkIdentity, identityOf } from './server-identity.ts'

/**
 * Node takes the common name where a certificate has no DNS name among its subject alternative names. RFC 9525 section 2 does not, and
 * neither do browsers, Go and newer Java.
 */
export function nameWarnings({ subject, subjectAltNames, pem }: Certificate, host: string): string[] {
  if (isIP(host) !== 0 || subjectAltNames.some((name) => name.startsWith('DNS:')) || !subject.includes('CN=')) return []
  try {
    if (checkIdentity(host, identityOf(new X509Certificate(pem))) !== undefined) return []
  } catch {
    return []
  }
  return [
    `${subject} has no DNS name: Node took its common name for ${host}, other clients do not (RFC 9525). Issue it with the subject alternative name DNS:${host}.`,
  ]
}
