import type { KeyObject, X509Certificate } from 'node:crypto'

/** The certificates to send, leaf first, and what is not part of that chain. */
export interface OrderedChain {
  chain: X509Certificate[]
  unrelated: X509Certificate[]
}

/** Put certificates in the order in which TLS sends them (RFC 8446 4.4.2); undefined when none is the key's. */
export function orderChain(certificates: readonly X509Certificate[], key: KeyObject): OrderedChain | undefined {
  const leaf = certificates.find((certificate) => certificate.checkPrivateKey(key))
  if (!leaf) return undefined
  const chain = [leaf]
  const rest = certificates.filter(
    (certificate) => certificate !== leaf && certificate.fingerprint256 !== leaf.fingerprint256,
  )
  for (;;) {
    const last = chain.at(-1)!
    const issuer = isSelfIssued(last) ? undefined : rest.find((candidate) => issued(candidate, last))
    if (!issuer) return { chain, unrelated: rest }
    chain.push(issuer)
    rest.splice(rest.indexOf(issuer), 1)
  }
}

const selfIssued = new WeakMap<X509Certificate, boolean>()

/** Kept: every chain that is checked ends with the question. */
export function isSelfIssued(certificate: X509Certificate): boolean {
  const known = selfIssued.get(certificate) ?? issued(certificate, certificate)
  selfIssued.set(certificate, known)
  return known
}

/** Same name, and the signature holds: `checkIssued` looks at names and identifiers alone. */
export function issued(issuer: X509Certificate, certificate: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
}
