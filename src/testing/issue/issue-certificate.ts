import { type KeyObject, randomBytes } from 'node:crypto'
import { encodeName } from '../asn1/name.ts'
import { extensionsOf } from './certificate-extensions.ts'
import { certificateLibrary } from './certificate-library.ts'
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
  const { X509CertificateGenerator, Name, PublicKey, Extension } = await certificateLibrary()
  const subject = encodeName(options.subject ?? 'CN=client')
  const signingKey = issuer?.key ?? key
  const { notBefore, notAfter } = validityOf(options)
  const { signingAlgorithm, signer } = signerOf(signingKey, options.hash)
  const extensions = extensionsOf(options, key, issuer?.keyIdentifier ?? keyIdentifierOf(signingKey))
  const certificate = await X509CertificateGenerator.create(
    {
      serialNumber: options.serialNumber ?? randomSerialNumber(),
      subject: new Name(subject),
      issuer: new Name(issuer?.name ?? subject),
      notBefore,
      notAfter,
      publicKey: new PublicKey(publicKeyInfo(key)),
      signingAlgorithm,
      signingKey: signer.key,
      extensions: extensions.map(({ oid, critical, value }) => new Extension(oid, critical, value)),
    },
    signer.crypto,
  )
  return Buffer.from(certificate.rawData)
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

function arrayBuffer(bytes: Buffer): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer
}
