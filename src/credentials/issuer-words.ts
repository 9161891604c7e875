import { readName } from '../tls/distinguished-name.ts'
import { contextTag, DerReader, derTag } from '../tls/x509/der.ts'

/**
 * The words of ASCII letters and digits in the name of a certificate's issuer, in lower case. Names that OpenSSL takes for the same have the
 * same ones, whatever their spaces and encodings. None where the name cannot be read.
 */
export function issuerWords(der: Uint8Array): string[] {
  try {
    const texts = readName(issuerIn(der)).flatMap((attributes) => attributes.map(({ text = '' }) => text))
    return texts.flatMap((text) => text.match(/[a-z0-9]+/gi) ?? []).map((word) => word.toLowerCase())
  } catch {
    return []
  }
}

/** The issuer's name in DER; undefined where it cannot be read. */
export function issuerNameOf(der: Uint8Array): Uint8Array | undefined {
  try {
    return issuerIn(der)
  } catch {
    return undefined
  }
}

/** TBSCertificate (RFC 5280 4.1.2), as far as the issuer. */
function issuerIn(der: Uint8Array): Uint8Array {
  const certificate = new DerReader(der, 'Certificate').inside('Certificate', derTag.sequence)
  const signed = certificate.inside('tbsCertificate', derTag.sequence)
  signed.optional('version', contextTag(0, 'constructed'))
  signed.value('serialNumber')
  signed.value('signature')
  return signed.value('issuer').whole
}
