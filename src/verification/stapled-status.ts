import { constants, createHash, type KeyObject, verify, type X509Certificate } from 'node:crypto'
import type { StapledOcsp } from '../tls/handshake.ts'
import { type OcspResponse, type OcspStatus, readOcspResponse } from '../tls/ocsp-response.ts'
import { isIssuedBy } from './issued-by.ts'
import { type PathCertificate, readPathCertificate } from './path-certificate.ts'

/**
 * What a stapled OCSP response (DER) says of the leaf of a chain (DER, as it came over the wire); undefined when it says nothing of
 * it. `anchors`: where the issuer is looked for when it was not sent; `at`: when a responder's own certificate has to be valid.
 */
export function stapledStatus(
  ocspResponse: Uint8Array,
  chain: readonly Uint8Array[],
  at: Date,
  anchors: () => readonly X509Certificate[],
): StapledOcsp | undefined {
  const [leaf, ...others] = chain.map((der, position) => readPathCertificate(der, { position }))
  const response = attempt(() => readOcspResponse(ocspResponse))
  const own = leaf && response?.statuses.find((one) => isOf(one, leaf))
  if (leaf === undefined || response === undefined || own === undefined) return undefined
  const issuers = [...others, ...anchorsOf(leaf, anchors())].filter((one) => isIssuer(one, leaf))
  const { status, thisUpdate, nextUpdate } = own
  return {
    status,
    thisUpdate: thisUpdate.toISOString(),
    ...(nextUpdate && { nextUpdate: nextUpdate.toISOString() }),
    verified: issuers.some((issuer) => isAnswerOf(issuer, response, at)),
  }
}

/** RFC 6960 4.1.1: a serial number is one of an issuer. */
function isOf({ serialNumber, issuerHash, issuerName }: OcspStatus, { parsed }: PathCertificate): boolean {
  const hash = hashes.get(issuerHash)
  const name = parsed.issuer?.der
  if (serialNumber !== parsed.serialNumber || hash === undefined || name === undefined) return false
  return createHash(hash).update(name).digest().equals(issuerName)
}

const hashes = new Map([
  ['1.3.14.3.2.26', 'sha1'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
])

function anchorsOf(leaf: PathCertificate, anchors: readonly X509Certificate[]): PathCertificate[] {
  // A list of hundreds: only those of the right name are read in full.
  return anchors.filter((anchor) => leaf.x509?.checkIssued(anchor)).map((anchor) => readPathCertificate(anchor.raw))
}

function isIssuer(issuer: PathCertificate, issued: PathCertificate): boolean {
  const { publicKey } = issuer
  if (publicKey === undefined || !isIssuedBy(issued, issuer)) return false
  return attempt(() => issued.x509?.verify(publicKey)) === true
}

/** RFC 6960 4.2.2.2: signed by the issuer itself, or by a responder whom the issuer has given a certificate for that purpose. */
function isAnswerOf(issuer: PathCertificate, response: OcspResponse, at: Date): boolean {
  if (isSigned(response, issuer)) return true
  return response.certificates
    .map((der) => readPathCertificate(der))
    .some((responder) => isResponder(responder, at) && isIssuer(issuer, responder) && isSigned(response, responder))
}

function isResponder({ parsed }: PathCertificate, at: Date): boolean {
  const { validFrom, validTo, extendedKeyUsage } = parsed
  if (validFrom === undefined || validTo === undefined || at < validFrom || validTo < at) return false
  return extendedKeyUsage?.includes('OCSPSigning') === true
}

function isSigned({ signed, algorithm, signature }: OcspResponse, { publicKey }: PathCertificate): boolean {
  if (publicKey === undefined) return false
  return attempt(() => verify(algorithm.hash, signed, withPadding(publicKey, algorithm.name), signature)) === true
}

function withPadding(key: KeyObject, algorithm: string): Parameters<typeof verify>[2] {
  if (algorithm !== 'RSASSA-PSS') return key
  return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO }
}

/** What cannot be read says nothing. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
