import { X509Certificate } from 'node:crypto'
import { children, derOf, oidOf, parseAsn1 } from './asn1.ts'

const signedData = '1.2.840.113549.1.7.2'

/** Certificates of a PKCS#7 structure (SignedData, RFC 2315 9.1, as .p7b files have it); undefined for anything else. */
export function certificatesOfPkcs7(bytes: Uint8Array): X509Certificate[] | undefined {
  try {
    const [type, explicit] = children(parseAsn1(bytes))
    if (oidOf(type) !== signedData) return undefined
    // certificates [0] IMPLICIT; what else is in it, such as the lists in [1], is of no use here.
    const certificates = children(children(explicit)[0]).find(({ tag }) => tag === 0xa0)
    return children(certificates)
      .filter(({ tag }) => tag === 0x30)
      .map((node) => new X509Certificate(derOf(node)))
  } catch {
    return undefined
  }
}
