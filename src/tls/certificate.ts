import { createHash } from 'node:crypto'
import type { Certificate } from './handshake.ts'
import { parseCertificate } from './parsed-certificate.ts'
import { RecentlyRead } from './recently-read.ts'
import type { PublicKeyFacts } from './x509/public-key.ts'

/**
 * A certificate's public facts out of its DER form. Never throws: what cannot be read is an empty string, an empty list or
 * `false`, and the fingerprint and the PEM form are always there. `parseCertificate` tells what was wrong.
 */
export function readCertificate(der: Uint8Array): Certificate {
  const certificate = certificates.of(der)
  const { subjectAltNames, keyUsage, extendedKeyUsage, extensions } = certificate
  // whoever gets it may change it
  return {
    ...certificate,
    subjectAltNames: [...subjectAltNames],
    keyUsage: [...keyUsage],
    extendedKeyUsage: [...extendedKeyUsage],
    extensions: { ...extensions },
  }
}

/** A usual one takes 1 to 2 KB. */
const certificates = new RecentlyRead(read, { most: 64, longest: 8 * 1024 })

function read(der: Uint8Array): Certificate {
  const parsed = parseCertificate(der)
  return {
    subject: parsed.subject?.text ?? '',
    issuer: parsed.issuer?.text ?? '',
    serialNumber: parsed.serialNumber ?? '',
    subjectAltNames: (parsed.subjectAltNames ?? []).map(({ type, value }) => `${type}:${value}`),
    validFrom: parsed.validFrom?.toISOString() ?? '',
    validTo: parsed.validTo?.toISOString() ?? '',
    fingerprint256: fingerprint256(der),
    ...keyFacts(parsed.publicKey),
    signatureAlgorithm: parsed.signature?.name ?? '',
    keyUsage: [...(parsed.keyUsage ?? [])],
    extendedKeyUsage: parsed.extendedKeyUsage ?? [],
    isCA: parsed.basicConstraints?.isCA === true,
    extensions: Object.fromEntries(
      parsed.extensions.map(({ identifier, value }) => [identifier, Buffer.from(value).toString('hex')]),
    ),
    pem: pem(der),
  }
}

function keyFacts(key: PublicKeyFacts | undefined): Pick<Certificate, 'publicKey' | 'keyType' | 'keyBits'> {
  const { name = '', family = '', bits = fixedLengths.get(family) } = key ?? {}
  return { publicKey: name, keyType: family, ...(bits !== undefined && { keyBits: bits }) }
}

/** RFC 8032: of the field, rounded up to bytes, as OpenSSL counts them. */
const fixedLengths = new Map([
  ['X25519', 256],
  ['Ed25519', 256],
  ['X448', 448],
  ['Ed448', 456],
])

function fingerprint256(der: Uint8Array): string {
  return (createHash('sha256').update(der).digest('hex').toUpperCase().match(/../g) as string[]).join(':')
}

/** RFC 7468 */
function pem(der: Uint8Array): string {
  const lines = (
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  ).join('\n')
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`
}
