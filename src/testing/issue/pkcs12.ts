import { createPrivateKey } from 'node:crypto'
import forge from 'node-forge'

const { asn1, pki, pkcs12, rc2 } = forge
const iterations = 2048

interface Pkcs12Content {
  /** DER, leaf first. */
  chain: readonly Uint8Array[]
  /** Private key, PEM. */
  key: string
  passphrase: string
  legacy?: boolean
}

/**
 * PKCS#12 (RFC 7292) with keys of every type: forge's own writer knows RSA alone, so the bags are put together here.
 * `legacy`: what older Windows and Java wrote, RC2-40 for the certificates and 3DES for the key; otherwise AES-256.
 */
export function createPkcs12(options: Pkcs12Content): Buffer {
  const { chain, passphrase, legacy = false } = options
  const keyBag = bag(pki.oids.pkcs8ShroudedKeyBag!, encryptedKey(options.key, passphrase, legacy), true)
  const certificateBags = chain.map((der, index) => bag(pki.oids.certBag!, certificateBag(der), index === 0))
  const authenticatedSafe = der(
    sequence(
      legacy ? encryptedContent(sequence(...certificateBags), passphrase) : content(sequence(...certificateBags)),
      content(sequence(keyBag)),
    ),
  )
  const pfx = sequence(integer(3), contentInfo(authenticatedSafe), macData(authenticatedSafe, passphrase))
  return Buffer.from(der(pfx), 'binary')
}

type Node = forge.asn1.Asn1

const universal = asn1.Class.UNIVERSAL
const sequence = (...values: Node[]): Node => asn1.create(universal, asn1.Type.SEQUENCE, true, values)
const octets = (bytes: string): Node => asn1.create(universal, asn1.Type.OCTETSTRING, false, bytes)
const oid = (name: string): Node => asn1.create(universal, asn1.Type.OID, false, asn1.oidToDer(name).getBytes())
const explicit = (value: Node): Node => asn1.create(asn1.Class.CONTEXT_SPECIFIC, 0, true, [value])
const der = (value: Node): string => asn1.toDer(value).getBytes()

function integer(value: number): Node {
  return asn1.create(universal, asn1.Type.INTEGER, false, asn1.integerToDer(value).getBytes())
}

/** EncryptedPrivateKeyInfo (RFC 5208); AES-256 by Node, since forge takes no passphrase beyond Latin-1 there. */
function encryptedKey(pem: string, passphrase: string, legacy: boolean): Node {
  const key = createPrivateKey(pem)
  const form = { type: 'pkcs8', format: 'der' } as const
  if (!legacy) return asn1.fromDer(key.export({ ...form, cipher: 'aes-256-cbc', passphrase }).toString('binary'))
  const plain = asn1.fromDer(key.export(form).toString('binary'))
  return pki.encryptPrivateKeyInfo(plain, passphrase, { algorithm: '3des', count: iterations })
}

/** ContentInfo of plain data (RFC 2315 section 7). */
function contentInfo(data: string): Node {
  return sequence(oid(pki.oids.data!), explicit(octets(data)))
}

const content = (safeContents: Node): Node => contentInfo(der(safeContents))

/** SafeBag (RFC 7292 4.2); `paired`: with the localKeyId that joins the key and its certificate. */
function bag(type: string, value: Node, paired: boolean): Node {
  const localKeyId = sequence(oid(pki.oids.localKeyId!), set(octets('\x01')))
  return sequence(oid(type), explicit(value), ...(paired ? [set(localKeyId)] : []))
}

function set(value: Node): Node {
  return asn1.create(universal, asn1.Type.SET, true, [value])
}

/** CertBag (RFC 7292 4.2.3). */
function certificateBag(certificate: Uint8Array): Node {
  return sequence(oid(pki.oids.x509Certificate!), explicit(octets(Buffer.from(certificate).toString('binary'))))
}

/** EncryptedData (RFC 2315 section 13) under pbeWithSHAAnd40BitRC2-CBC (RFC 7292 appendix C). */
function encryptedContent(safeContents: Node, passphrase: string): Node {
  const salt = forge.random.getBytesSync(8)
  const cipher = rc2.createEncryptionCipher(derive(passphrase, salt, 1, 5).getBytes(), 40)
  cipher.start(derive(passphrase, salt, 2, 8).getBytes())
  cipher.update(forge.util.createBuffer(der(safeContents)))
  cipher.finish()
  const algorithm = sequence(oid(pki.oids['pbewithSHAAnd40BitRC2-CBC']!), sequence(octets(salt), integer(iterations)))
  const encrypted = asn1.create(asn1.Class.CONTEXT_SPECIFIC, 0, false, cipher.output.getBytes())
  const encryptedData = sequence(integer(0), sequence(oid(pki.oids.data!), algorithm, encrypted))
  return sequence(oid(pki.oids.encryptedData!), explicit(encryptedData))
}

/** MacData (RFC 7292 section 4) with SHA-1, which every reader knows. */
function macData(authenticatedSafe: string, passphrase: string): Node {
  const salt = forge.random.getBytesSync(8)
  const hmac = forge.hmac.create()
  hmac.start('sha1', derive(passphrase, salt, 3, 20))
  hmac.update(authenticatedSafe)
  const sha1 = sequence(oid(pki.oids.sha1!), asn1.create(universal, asn1.Type.NULL, false, ''))
  return sequence(sequence(sha1, octets(hmac.digest().getBytes())), octets(salt), integer(iterations))
}

/** Key derivation of PKCS#12 (RFC 7292 appendix B); purpose 1: key, 2: IV, 3: MAC. */
function derive(passphrase: string, salt: string, purpose: 1 | 2 | 3, length: number): forge.util.ByteStringBuffer {
  return pkcs12.generateKey(passphrase, forge.util.createBuffer(salt), purpose, iterations, length)
}
