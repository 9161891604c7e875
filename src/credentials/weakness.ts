import type { X509Certificate } from 'node:crypto'
import { algorithmsOf } from './algorithms.ts'
import { certificateName } from './certificate-name.ts'
import { isSelfIssued } from './chain.ts'
import type { FaultFacts } from './fault.ts'

type Weakness = Omit<FaultFacts, 'path'>

const lowered = "for a test server that takes it, write `ciphers: 'DEFAULT@SECLEVEL=0'`, at both ends."

/** A key that is too small, or a signature with a broken hash: OpenSSL's security levels refuse them, here or at the server. */
export function weaknessOf(certificate: X509Certificate): Weakness | undefined {
  const { asymmetricKeyType: type = '', asymmetricKeyDetails: { modulusLength = 2048 } = {} } = certificate.publicKey
  if (modulusLength < 2048) {
    return {
      message: `The key of the certificate ${certificateName(certificate)} is ${type.startsWith('rsa') ? 'RSA' : type.toUpperCase()} ${modulusLength}, which most servers refuse as too small.`,
      remedy: `Have it reissued with RSA 2048 or EC P-256; ${lowered}`,
    }
  }
  const { brokenHash } = algorithmsOf(certificate.raw)
  // Nobody relies on a root's own signature.
  if (brokenHash === undefined || isSelfIssued(certificate)) return undefined
  return {
    message: `The certificate ${certificateName(certificate)} is signed with ${brokenHash}, which servers refuse as too weak.`,
    remedy: `Have it reissued with SHA-256; ${lowered}`,
  }
}

/** Curves with code points for signatures of TLS 1.3 (RFC 8446 4.2.3), by OpenSSL's names. */
const usualCurves = ['prime256v1', 'secp384r1', 'secp521r1']

/** RFC 8734. */
const brainpoolCurves = ['brainpoolP256r1', 'brainpoolP384r1', 'brainpoolP512r1']

/** A key whose kind some versions of TLS or some servers cannot use; the leaf's, which signs the handshake. */
export function limitsOfKey(leaf: X509Certificate): Weakness | undefined {
  const { asymmetricKeyType: type, asymmetricKeyDetails: { namedCurve } = {} } = leaf.publicKey
  if (type === 'dsa') {
    return {
      message: `The key of the certificate ${certificateName(leaf)} is DSA: TLS 1.3 cannot use it, and few servers still take it over TLS 1.2.`,
      remedy: 'Have it reissued with EC P-256 or RSA 2048.',
    }
  }
  if (type !== 'ec' || namedCurve === undefined || usualCurves.includes(namedCurve)) return undefined
  const over12 = 'only where both ends offer the curve, which OpenSSL does not by itself'
  const { openssl } = process.versions
  return {
    message: brainpoolCurves.includes(namedCurve)
      ? `The key of the certificate ${certificateName(leaf)} is on the curve ${namedCurve}: TLS 1.3 can use it only where both ends have OpenSSL 3.2 or later (this Node has ${openssl}), and TLS 1.2 ${over12}.`
      : `The key of the certificate ${certificateName(leaf)} is on the curve ${namedCurve}: TLS 1.3 cannot use it, and TLS 1.2 ${over12}.`,
    remedy: 'Have it reissued with a key on P-256 (`openssl ecparam -genkey -name prime256v1`).',
  }
}

/** RFC 5480 2.1.1 forbids them, and OpenSSL 3 refuses a chain that has them. */
export function explicitCurveOf(certificate: X509Certificate): Weakness | undefined {
  if (!algorithmsOf(certificate.raw).hasExplicitCurve) return undefined
  return {
    message: `The key of the certificate ${certificateName(certificate)} has explicit EC parameters in the place of a curve's name, which servers with OpenSSL 3 refuse.`,
    remedy:
      'Make the key with a named curve (`openssl ecparam -genkey -name prime256v1 -param_enc named_curve`), and have the certificate reissued.',
  }
}
