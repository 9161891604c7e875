import { X509Certificate } from 'node:crypto'

/** Whether bytes begin with a certificate in DER. */
export function isCertificate(der: Uint8Array): boolean {
  try {
    return new X509Certificate(der).raw.length > 0
  } catch {
    return false
  }
}
