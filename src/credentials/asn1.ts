import forge from 'node-forge'

/** One ASN.1 value as node-forge reads it: BER too, as old PKCS#12 files have it. */
export type Asn1 = forge.asn1.Asn1

/** Parse; throws on anything that is not one complete value. */
export function parseAsn1(bytes: Uint8Array): Asn1 {
  return forge.asn1.fromDer(Buffer.from(bytes).toString('binary'), {
    strict: true,
    parseAllBytes: true,
    decodeBitStrings: false,
  } as never)
}

/** The DER form. */
export function derOf(node: Asn1): Buffer {
  return Buffer.from(forge.asn1.toDer(node).getBytes(), 'binary')
}

/** The values inside a constructed one. */
export function children(node: Asn1 | undefined): Asn1[] {
  return node && Array.isArray(node.value) ? (node.value as Asn1[]) : []
}

/** Content of a primitive value; BER may split an OCTET STRING into several. */
export function contentOf(node: Asn1 | undefined): Buffer {
  if (!node) return Buffer.alloc(0)
  if (typeof node.value === 'string') return Buffer.from(node.value, 'binary')
  return Buffer.concat(children(node).map(contentOf))
}

/** Dotted form of an OBJECT IDENTIFIER; empty for anything else. */
export function oidOf(node: Asn1 | undefined): string {
  if (node?.type !== forge.asn1.Type.OID || typeof node.value !== 'string') return ''
  return forge.asn1.derToOid(node.value)
}

/** Value of a small INTEGER. */
export function integerOf(node: Asn1 | undefined): number {
  return contentOf(node).reduce((value, byte) => value * 256 + byte, 0)
}
