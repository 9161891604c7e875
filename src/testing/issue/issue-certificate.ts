import { type KeyObject, randomBytes } from 'node:crypto'
import type { Extension, Name } from '@peculiar/x509'
import { boolean, objectIdentifier, octetString, sequence } from '../asn1/der.ts'
import { encodeName } from '../asn1/name.ts'
import { type EncodedExtension, extensionsOf } from './certificate-extensions.ts'
import { certificateLibrary, type Library } from './certificate-library.ts'
import type { CertificateOptions } from './certificate-options.ts'
import { keyIdentifierOf, publicKeyInfo } from './key-identifier.ts'
import { type HashName, signatureOf } from './signature.ts'
import { validityOf } from './validity.ts'

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
  const { notBefore, notAfter } = validityOf(options)
  const { signingAlgorithm, signer } = signerOf(signingKey, options.hash)
  const extensions = extensionsOf(options, key, issuer?.keyIdentifier ?? keyIdentifierOf(signingKey))
  const certificate = await library.X509CertificateGenerator.create(
    {
      serialNumber: options.serialNumber ?? randomSerialNumber(),
      subject: nameOf(library, subject),
      issuer: nameOf(library, issuer?.name ?? subject),
      notBefore,
      notAfter,
      publicKey: publicKeyInfo(key),
      signingAlgorithm,
      signingKey: signer.key,
      extensions: extensions.map((one) => ({ rawData: arrayBuffer(encodeExtension(one)) }) as Extension),
    },
    signer.crypto,
  )
  return Buffer.from(certificate.rawData)
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

/** node:crypto in the place where the library asks Web Cryptography, which knows fewer kinds of keys, for a signature. */
function signerOf(key: KeyObject, hash: HashName | undefined) {
  const { identifier, parameters, sign } = signatureOf(key, hash)
  const signingAlgorithm = { name: identifier, ...(parameters && { parameters: arrayBuffer(parameters) }) }
  const crypto = {
    subtle: { sign: async (_algorithm: unknown, _key: unknown, bytes: ArrayBuffer) => sign(new Uint8Array(bytes)) },
  }
  // the library reads nothing of the key but its algorithm
  return {
    signingAlgorithm: signingAlgorithm as never,
    signer: { key: { algorithm: {} } as never, crypto: crypto as never },
  }
}

function arrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer
}
