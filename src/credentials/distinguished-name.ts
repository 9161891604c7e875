import type { X509Certificate } from 'node:crypto'

/** Subject as an RFC 4514 string, most specific attribute first. */
export function subjectOf(certificate: X509Certificate): string {
  // Node gives one attribute a line, least specific first.
  return (certificate.subject ?? '').split('\n').reverse().join(',')
}
