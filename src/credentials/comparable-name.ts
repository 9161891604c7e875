import { readName } from '../tls/distinguished-name.ts'
import { contextTag, DerReader, derTag } from '../tls/x509/der.ts'

/**
 * A name of a certificate in a form that is equal for all names that OpenSSL takes for the same: without case and repeated spaces, in
 * whichever encoding. Undefined for what cannot be read.
 */
export function comparableName(der: Uint8Array, which: 'issuer' | 'subject'): string | undefined {
  try {
    return readName(nameIn(der, which)).map(comparableAttributes).join()
  } catch {
    return undefined
  }
}

/** TBSCertificate (RFC 5280 4.1.2), as far as the names. */
function nameIn(der: Uint8Array, which: 'issuer' | 'subject'): Uint8Array {
  const certificate = new DerReader(der, 'Certificate').inside('Certificate', derTag.sequence)
  const signed = certificate.inside('tbsCertificate', derTag.sequence)
  signed.optional('version', contextTag(0, 'constructed'))
  signed.value('serialNumber')
  signed.value('signature')
  const issuer = signed.value('issuer')
  if (which === 'issuer') return issuer.whole
  signed.value('validity')
  return signed.value('subject').whole
}

function comparableAttributes(attributes: ReturnType<typeof readName>[number]): string {
  const texts = attributes.map(({ type, text, der }) => {
    const value = text === undefined ? Buffer.from(der).toString('hex') : text.toLowerCase().trim()
    return JSON.stringify([type, value.replace(/\s+/g, ' ')])
  })
  return texts.sort().join('+')
}
