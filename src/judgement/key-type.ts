import type { CertificateRequest } from '../tls/handshake.ts'

/**
 * The kinds of key by which the server's request can be answered, judged by its signature algorithms and, on TLS 1.2,
 * its certificate types (RFC 8446 section 4.2.3, RFC 5246 section 7.4.4).
 */
export function acceptedKeyTypes({ signatureAlgorithms, certificateTypes = [] }: CertificateRequest): string[] {
  return kinds
    .filter(({ type }) => certificateTypes.length === 0 || certificateTypes.some((name) => type.test(name)))
    .filter(({ scheme }) => signatureAlgorithms.length === 0 || signatureAlgorithms.some((name) => scheme.test(name)))
    .map(({ name }) => name)
}

/** Every kind that `acceptedKeyTypes` knows. */
export const keyTypes = ['RSA', 'EC', 'Ed25519', 'Ed448'] as const

/** Ed25519 and Ed448 are asked for as ecdsa_sign (RFC 8422 section 5.5). */
const kinds = [
  { name: 'RSA', scheme: /^rsa/, type: /^rsa_/ },
  { name: 'EC', scheme: /^ecdsa/, type: /^ecdsa_/ },
  { name: 'Ed25519', scheme: /^ed25519$/, type: /^ecdsa_/ },
  { name: 'Ed448', scheme: /^ed448$/, type: /^ecdsa_/ },
]
