import type { X509Certificate } from 'node:crypto'
import { DerReader, derTag } from '../tls/x509/der.ts'
import type { Identity } from './identity.ts'

/**
 * Everything that OpenSSL's security level judges a chain by: equal for chains that it takes, or refuses, alike. Undefined where it cannot be
 * told.
 */
export function strengthOf({ chain }: Identity): string | undefined {
  const strengths = chain.map(certificateStrength)
  return strengths.includes(undefined) ? undefined : strengths.join('+')
}

/** Kind and size of the key, how the certificate was signed, and whether that counts: nobody relies on a root's own signature. */
function certificateStrength(certificate: X509Certificate): string | undefined {
  const { asymmetricKeyType: type, asymmetricKeyDetails: { modulusLength, namedCurve } = {} } = certificate.publicKey
  // A curve by its parameters, or a kind of key that has neither: OpenSSL shall look at it.
  const size = type === 'rsa' ? modulusLength : type === 'ec' ? namedCurve : undefined
  const algorithm = signatureAlgorithm(certificate.raw)
  if (size === undefined || algorithm === undefined) return undefined
  return [type, size, algorithm, certificate.checkIssued(certificate)].join()
}

/** RFC 5280 4.1.1.2, parameters included. */
function signatureAlgorithm(der: Uint8Array): string | undefined {
  try {
    const certificate = new DerReader(der, 'Certificate').inside('Certificate', derTag.sequence)
    certificate.value('tbsCertificate')
    return Buffer.from(certificate.value('signatureAlgorithm').whole).toString('hex')
  } catch {
    return undefined
  }
}
