import { type KeyObject, randomBytes } from 'node:crypto'
import type { Extension, Name, X509CertificateCreateWithKeyParams } from '@peculiar/x509'
import { extensionIdentifiers } from '../../tls/x509/object-identifiers.ts'
import { bitString, boolean, objectIdentifier, octetString, sequence } from '../asn1/der.ts'
import { encodeName } from '../asn1/name.ts'
import { type EncodedExtension, extensionsOf } from './certificate-extensions.ts'
import { certificateLibrary, type Library } from './certificate-library.ts'
import type { CertificateOptions } from './certificate-options.ts'
import { keyIdentifierOf, publicKeyInfo } from './key-identifier.ts'
import { type Signature, signatureOf } from './signature.ts'
import { validityOf } from './validity.ts'

const noName = encodeName({})

/** Who signs. */
export interface CertificateIssuer {
  /** Its own subject as it is encoded, DER. */
  name: Uint8Array
  key: KeyObject
  /** What the certificate names as its issuer's key identifier. @default that of `key` */
  keyIdentifier?: Buffer
}

/** A certificate for `key`, DER; without an issuer it is self-signed. */
export async function issueCertificate(
  options: CertificateOptions,
  key: KeyObject,
  issuer?: CertificateIssuer,
): Promise<Buffer> {
  const library = await certificateLibrary()
  const subject = encodeName(options.subject ?? 'CN=client')
  const signingKey = issuer?.key ?? key
  const signature = signatureOf(signingKey, options.hash)
  const authorityKey = issuer?.keyIdentifier ?? (issuer && keyIdentifierOf(signingKey))
  const isNamed = !subject.equals(noName)
  const extensions = extensionsOf(options, key, authorityKey, isNamed)
  if (!isNamed && !extensions.some(({ oid }) => oid === extensionIdentifiers.subjectAltName))
    throw new TypeError('A certificate needs a "subject" or "subjectAltNames".')
  const content = await contentOf(library, signature, {
    serialNumber: options.serialNumber ?? randomSerialNumber(),
    subject: nameOf(library, subject),
    issuer: nameOf(library, issuer?.name ?? subject),
    ...validityOf(options),
    publicKey: publicKeyInfo(key),
    extensions: extensions.map((one) => ({ rawData: arrayBuffer(encodeExtension(one)) }) as Extension),
  })
  return sequence(content, signature.algorithm, bitString(signature.sign(content)))
}

/**
 * What is to be signed, as the library encodes it. It asks Web Cryptography for the signature, and would then decode and encode
 * all of it again, which takes longer than all else: node:crypto knows more kinds of keys, and the answer goes no further.
 */
function contentOf(
  { X509CertificateGenerator }: Library,
  { identifier, parameters }: Signature,
  content: Omit<X509CertificateCreateWithKeyParams, 'signingKey'>,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const sign = (_algorithm: unknown, _key: unknown, bytes: ArrayBuffer) => {
      resolve(new Uint8Array(bytes))
      return new Promise(() => {})
    }
    const signingAlgorithm = { name: identifier, ...(parameters && { parameters: arrayBuffer(parameters) }) } as never
    // the library reads nothing of the key but its algorithm
    const signingKey = { algorithm: {} } as never
    X509CertificateGenerator.create({ ...content, signingAlgorithm, signingKey }, { subtle: { sign } } as never).catch(
      reject,
    )
  })
}

/** The library makes DER of what it has made of DER, time and again; what it asks its own objects for is given to it as it is. */
function nameOf({ Name }: Library, der: Uint8Array): Name {
  return Object.assign(new Name([]), { toArrayBuffer: () => arrayBuffer(der) })
}

/** RFC 5280 4.1 */
function encodeExtension({ oid, critical, value }: EncodedExtension): Buffer {
  return sequence(objectIdentifier(oid), ...(critical ? [boolean(true)] : []), octetString(value))
}

/** Positive, and of the same length every time. */
export function randomSerialNumber(): string {
  const bytes = randomBytes(16)
  bytes[0] = (bytes[0]! & 0x7f) | 0x40
  return bytes.toString('hex')
}

function arrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer
}
