import { type KeyObject, verify } from 'node:crypto'
import { type CertificateList, readCertificateList } from '../tls/x509/certificate-list.ts'
import { canonicalName } from './canonical-name.ts'

/** A certificate revocation list that was read. */
export interface RevocationList extends CertificateList {
  /** The issuer in a form that compares. */
  issuerName: string
}

/** `lists`: PEM, one list each. Those that cannot be read are left out: they answer no question. */
export function readRevocationLists(lists: readonly string[]): RevocationList[] {
  return lists.flatMap((pem) => {
    try {
      const list = readCertificateList(Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64'))
      return [{ ...list, issuerName: canonicalName(list.issuer.attributes).join(',') }]
    } catch {
      return []
    }
  })
}

/** Whether `key` signed the list. */
export function isListSignedBy({ signed: { bytes, algorithm, signature } }: RevocationList, key: KeyObject): boolean {
  const hash = algorithm.hash ?? null
  const isPss = algorithm.name === 'RSASSA-PSS'
  try {
    return verify(hash, bytes, isPss ? { key, padding: rsaPssPadding } : key, signature)
  } catch {
    return false
  }
}

/** RSA_PKCS1_PSS_PADDING; the length of the salt is found by OpenSSL. */
const rsaPssPadding = 6
