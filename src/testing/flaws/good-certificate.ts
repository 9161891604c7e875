import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { Fault } from '../../credentials/fault.ts'
import { readIdentity } from '../../credentials/identity.ts'
import { resolveInlineIdentity } from '../../credentials/inline-credentials.ts'
import type { InlineIdentity } from '../../credentials/profile.ts'
import { parseCertificate } from '../../tls/parsed-certificate.ts'
import { DerReader, derTag } from '../../tls/x509/der.ts'
import { extensionIdentifiers } from '../../tls/x509/object-identifiers.ts'
import { sequence } from '../asn1/der.ts'
import { encodeGeneralName } from '../asn1/general-name.ts'
import type { CertificateOptions } from '../issue/certificate-options.ts'
import { createKeyLike } from '../issue/key-pair.ts'

/** The certificate that the flawed ones are like. */
export interface GoodCertificate {
  /** DER, leaf first, as it is sent. */
  chain: readonly Uint8Array[]
  /** Absent where only its public side is known. */
  key?: KeyObject
}

/** @throws TypeError that names what could not be read */
export async function readGoodCertificate(like: InlineIdentity): Promise<GoodCertificate> {
  try {
    const { chain, key } = await readIdentity(resolveInlineIdentity(like))
    return { chain: chain.map(({ raw }) => raw), key: createPrivateKey(key.reveal()) }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    throw new TypeError(`"like" cannot be used: ${error.message}`, { cause: error })
  }
}

/** PEM certificates, as a handshake has them. */
export function publicGoodCertificate(chain: readonly string[]): GoodCertificate {
  return { chain: chain.map((pem) => new X509Certificate(pem).raw) }
}

/** What a certificate like it is asked for: its subject, names and usages, valid for a day. `furtherName`: one beside its own, `DNS:a`. */
export function optionsLike({ chain }: GoodCertificate, furtherName?: string): CertificateOptions {
  const leaf = parseCertificate(chain[0]!)
  const names = leaf.extensions.find(({ identifier }) => identifier === extensionIdentifiers.subjectAltName)
  return {
    subject: leaf.subject!.der,
    validFor: '1 day',
    keyUsage: leaf.keyUsage ?? ['digitalSignature'],
    extendedKeyUsage: leaf.extendedKeyUsage ?? ['clientAuth'],
    ...(names && {
      extensions: [{ oid: names.identifier, critical: names.critical, value: withName(names.value, furtherName) }],
    }),
    ...(!names && furtherName !== undefined && { subjectAltNames: [furtherName] }),
  }
}

/** GeneralNames (RFC 5280 4.2.1.6) with one more. */
function withName(names: Uint8Array, further: string | undefined): Uint8Array {
  if (further === undefined) return names
  const { content } = new DerReader(names, 'GeneralNames').value('names', derTag.sequence)
  return sequence(content, encodeGeneralName(further))
}

/** The key of flawed certificates: its own where that is known, otherwise a new one of its kind. */
export async function keyLike({ chain, key }: GoodCertificate): Promise<KeyObject> {
  return key ?? createKeyLike(new X509Certificate(chain[0]!).publicKey)
}

/** Name of the authority at the top, DER. */
export function topIssuerName({ chain }: GoodCertificate): Uint8Array {
  return parseCertificate(chain.at(-1)!).issuer!.der
}

/** Name of the leaf's issuer, DER. */
export function issuerName({ chain }: GoodCertificate): Uint8Array {
  return parseCertificate(chain[0]!).issuer!.der
}

/** Key identifier of the leaf's issuer, as the leaf names it. */
export function issuerKeyIdentifier({ chain }: GoodCertificate): Buffer | undefined {
  const named = parseCertificate(chain[0]!).authorityKeyIdentifier?.keyIdentifier
  return named === undefined ? undefined : Buffer.from(named, 'hex')
}
