import { type Check, type Finding, found } from '../check.ts'
import { nameOf, type PathCertificate } from '../path-certificate.ts'
import { securityBitsOfKey, securityBitsOfSignature } from '../security-bits.ts'

/** Bits of security that OpenSSL demands at its levels 0 to 5 (SSL_CTX_set_security_level). */
const levelBits = [0, 80, 112, 128, 192, 256]
/** What that means for a key, for the message. */
const modulusBits = [0, 1024, 2048, 3072, 7680, 15_360]
const curveBits = [0, 160, 224, 256, 384, 512]

/** Keys and signatures that OpenSSL refuses. The last signature of a path proves nothing and may be weak. */
export const checkStrength: Check = ({ certificates, securityLevel }) =>
  certificates.flatMap((certificate, depth) => [
    ...keyProblem(certificate, depth, securityLevel),
    ...(depth < certificates.length - 1 ? signatureProblem(certificate, depth, securityLevel) : []),
  ])

function keyProblem(certificate: PathCertificate, depth: number, level: number): Finding[] {
  const reason = whyWeak(certificate, level)
  if (reason === undefined) return []
  return [found('weak-key', [depth === 0 ? 'EE_KEY_TOO_SMALL' : 'CA_KEY_TOO_SMALL'], certificate, depth, reason)]
}

function whyWeak(certificate: PathCertificate, level: number): string | undefined {
  const { publicKey, parsed } = certificate
  if (level === 0) return undefined
  if (!publicKey) return `The key of ${nameOf(certificate)} cannot be read, and OpenSSL counts it as too weak.`
  const name = parsed.publicKey?.name ?? ''
  if (securityBitsOfKey(name, parsed.publicKey?.bits) >= levelBits[level]!) return undefined
  const least = (name.startsWith('EC ') ? curveBits : modulusBits)[level]
  return `The key of ${nameOf(certificate)}, ${name}, is too weak: OpenSSL's security level ${level} wants ${least} bits.`
}

function signatureProblem(certificate: PathCertificate, depth: number, level: number): Finding[] {
  const { signature } = certificate.parsed
  if (signature === undefined || securityBitsOfSignature(signature) >= levelBits[level]!) return []
  const message = `The signature of ${nameOf(certificate)}, ${signature.name}${signature.hash ? ` with ${signature.hash}` : ''}, is too weak for OpenSSL's security level ${level}.`
  return [found('weak-signature', ['CA_MD_TOO_WEAK'], certificate, depth, message)]
}
