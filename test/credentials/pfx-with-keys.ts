import { createPrivateKey, X509Certificate } from 'node:crypto'
import forge from 'node-forge'

const { asn1, pki } = forge
type Node = forge.asn1.Asn1

/** A PKCS#12 file (RFC 7292) with several keys, neither encrypted nor protected: no program at hand writes one. */
export function pfxWithKeys(keys: string[], chain: string): Buffer {
  const keyBags = keys.map((key) => {
    const der = createPrivateKey(key).export({ type: 'pkcs8', format: 'der' })
    return bag(pki.oids.keyBag!, asn1.fromDer(der.toString('binary')))
  })
  const certificates = chain.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g) ?? []
  const certificateBags = certificates.map((pem) => {
    const raw = octets(new X509Certificate(pem).raw.toString('binary'))
    return bag(pki.oids.certBag!, sequence(oid(pki.oids.x509Certificate!), explicit(raw)))
  })
  const safe = der(sequence(content(der(sequence(...keyBags, ...certificateBags)))))
  const version = asn1.create(asn1.Class.UNIVERSAL, asn1.Type.INTEGER, false, '\x03')
  return Buffer.from(der(sequence(version, content(safe))), 'binary')
}

function bag(type: string, value: Node): Node {
  return sequence(oid(type), explicit(value))
}

function content(bytes: string): Node {
  return sequence(oid(pki.oids.data!), explicit(octets(bytes)))
}

function sequence(...values: Node[]): Node {
  return asn1.create(asn1.Class.UNIVERSAL, asn1.Type.SEQUENCE, true, values)
}

function explicit(value: Node): Node {
  return asn1.create(asn1.Class.CONTEXT_SPECIFIC, 0, true, [value])
}

function octets(bytes: string): Node {
  return asn1.create(asn1.Class.UNIVERSAL, asn1.Type.OCTETSTRING, false, bytes)
}

function oid(dotted: string): Node {
  return asn1.create(asn1.Class.UNIVERSAL, asn1.Type.OID, false, asn1.oidToDer(dotted).getBytes())
}

function der(node: Node): string {
  return asn1.toDer(node).getBytes()
}
