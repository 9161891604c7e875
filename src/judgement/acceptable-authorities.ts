import type { Certificate, CertificateRequest } from '../tls/handshake.ts'
import { commonName, nameHas, parseDistinguishedName, sameName } from './distinguished-name.ts'

/**
 * Whether a chain fits the authorities that the server listed (RFC 8446 section 4.2.4, RFC 5246 section 7.4.4): true
 * when it lists none, or when one of them issued, or is, a certificate of the chain.
 */
export function isAcceptable(
  { authorities }: Pick<CertificateRequest, 'authorities'>,
  chain: readonly Certificate[],
): boolean {
  const names = chain.flatMap(({ subject, issuer }) => [issuer, subject])
  return authorities.length === 0 || authorities.some((authority) => names.some((name) => sameName(name, authority)))
}

/**
 * Whether an issuer that is not listed looks like an intermediate of a listed authority: by its common name, or the
 * same organisation.
 */
export function looksIntermediate(issuer: string, authorities: readonly string[]): boolean {
  if (/intermediate|issuing|subordinate|\bsub[ -]?ca\b/i.test(commonName(issuer))) return true
  const organisation = parseDistinguishedName(issuer).find(({ type }) => type === 'O')
  return organisation !== undefined && authorities.some((authority) => nameHas(authority, `O="${organisation.value}"`))
}

/** An authority that has our issuer's common name, but is another name. */
export function similarAuthority(authorities: readonly string[], issuer: string): string | undefined {
  const wanted = commonName(issuer).toLowerCase()
  return authorities.find((authority) => commonName(authority).toLowerCase() === wanted && !sameName(authority, issuer))
}
