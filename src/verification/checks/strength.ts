import type { CertificateProblem } from '../../tls/handshake.ts'
import { type Check, problemOf } from '../check.ts'
import { nameOf, type PathCertificate } from '../path-certificate.ts'

/** What OpenSSL demands at its security levels 0 to 5 (SSL_CTX_set_security_level). */
const modulusBits = [0, 1024, 2048, 3072, 7680, 15_360]
const curveBits = [0, 160, 224, 256, 384, 512]
const levelBits = [0, 80, 112, 128, 192, 256]
/** Bits of security that OpenSSL gives to a signature with this hash; absent ones are strong enough for level 3. */
const hashBits: Readonly<Record<string, number>> = { md2: 39, md4: 39, md5: 39, sha1: 63, sha224: 112 }

/** Keys and signatures that OpenSSL refuses. The last signature of a path proves nothing and may be weak. */
export const checkStrength: Check = ({ certificates, securityLevel }) =>
  certificates.flatMap((certificate, index) => [
    ...keyProblem(certificate, securityLevel),
    ...(index < certificates.length - 1 ? signatureProblem(certificate, securityLevel) : []),
  ])

function keyProblem(certificate: PathCertificate, level: number): CertificateProblem[] {
  const key = certificate.parsed.publicKey
  const least = (key?.name.startsWith('EC ') ? curveBits : modulusBits)[level] ?? 0
  if (key?.bits === undefined || key.bits >= least) return []
  const message = `The key of ${nameOf(certificate)}, ${key.name}, is too weak: OpenSSL's security level ${level} wants ${least} bits.`
  return [problemOf('weak-key', certificate, message)]
}

function signatureProblem(certificate: PathCertificate, level: number): CertificateProblem[] {
  const { signature } = certificate.parsed
  const bits = signature?.hash === undefined ? undefined : hashBits[signature.hash]
  if (bits === undefined || bits >= (levelBits[level] ?? 0)) return []
  const message = `The signature of ${nameOf(certificate)}, ${signature?.name} with ${signature?.hash}, is too weak for OpenSSL's security level ${level}.`
  return [problemOf('weak-signature', certificate, message)]
}
