import { contextTag, DerReader, derTag } from '../tls/x509/der.ts'

/** Which algorithms a certificate is made with, as far as they decide whether servers take it. */
export interface Algorithms {
  /** The hash of its signature, where it is one that is broken. */
  brokenHash?: 'MD5' | 'SHA-1'
  /** The curve is written out as numbers and not named. */
  hasExplicitCurve: boolean
}

/** Read a few values of a certificate (RFC 5280 4.1), without the cost of reading it whole. */
export function algorithmsOf(der: Uint8Array): Algorithms {
  try {
    const certificate = new DerReader(der, 'Certificate').inside('Certificate', derTag.sequence)
    const signed = certificate.inside('tbsCertificate', derTag.sequence)
    signed.optional('version', contextTag(0, 'constructed'))
    for (const field of ['serialNumber', 'signature', 'issuer', 'validity', 'subject']) signed.value(field)
    const key = signed.inside('subjectPublicKeyInfo', derTag.sequence).inside('algorithm', derTag.sequence)
    const family = hexadecimal(key.value('algorithm').content)
    const hasExplicitCurve = family === ecPublicKey && key.value('parameters').tag === derTag.sequence
    const signature = certificate.inside('signatureAlgorithm', derTag.sequence)
    const brokenHash = hashOf(hexadecimal(signature.value('algorithm').content), signature)
    return { hasExplicitCurve, ...(brokenHash !== undefined && { brokenHash }) }
  } catch {
    return { hasExplicitCurve: false }
  }
}

/** 1.2.840.10045.2.1 */
const ecPublicKey = '2a8648ce3d0201'

/** 1.2.840.113549.1.1.10, whose default is SHA-1 (RFC 4055 3.1). */
const rsaPss = '2a864886f70d01010a'

const brokenHashes: Readonly<Record<string, 'MD5' | 'SHA-1'>> = {
  // 1.2.840.113549.1.1.4 and 5, 1.2.840.10045.4.1, 1.2.840.10040.4.3
  '2a864886f70d010104': 'MD5',
  '2a864886f70d010105': 'SHA-1',
  '2a8648ce3d0401': 'SHA-1',
  '2a8648ce380403': 'SHA-1',
}

function hashOf(algorithm: string, after: DerReader): 'MD5' | 'SHA-1' | undefined {
  if (algorithm !== rsaPss) return brokenHashes[algorithm]
  const parameters = after.optional('parameters', derTag.sequence)
  const hash = parameters && new DerReader(parameters.content, 'RSASSA-PSS-params').optional('hashAlgorithm', 0xa0)
  // 1.3.14.3.2.26
  return hash === undefined || hexadecimal(hash.content).includes('06052b0e03021a') ? 'SHA-1' : undefined
}

function hexadecimal(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
