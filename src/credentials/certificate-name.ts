import type { X509Certificate } from 'node:crypto'
import { readCertificate } from '../tls/certificate.when-needed.ts'
import type { Certificate } from '../tls/handshake.ts'

/** How sentences call a certificate: its subject; an empty one (RFC 5280 4.1.2.6) leaves the alternative names. */
export function certificateName(certificate: X509Certificate | Certificate): string {
  const { subject, subjectAltNames, serialNumber } =
    'raw' in certificate ? readCertificate(certificate.raw) : certificate
  if (subject !== '') return subject
  return `without a subject (${subjectAltNames[0] ?? `serial number ${serialNumber}`})`
}
