import { type KeyObject, sign, verify, type X509Certificate } from 'node:crypto'

/** The certificates to send, leaf first, and what is not part of that chain. */
export interface OrderedChain {
  chain: X509Certificate[]
  /** Certificates with the name and the key of one in the chain, which was preferred. */
  passedOver: X509Certificate[]
  unrelated: X509Certificate[]
}

/**
 * Put certificates in the order in which TLS sends them (RFC 8446 4.4.2); undefined when none is the key's. Of several with the same name
 * and key the valid one that lasts longest is taken: a renewal leaves the old one in the file.
 */
export function orderChain(
  certificates: readonly X509Certificate[],
  key: KeyObject,
  now = new Date(),
): OrderedChain | undefined {
  const different = new Map(certificates.map((certificate) => [certificate.fingerprint256, certificate]))
  const rest = [...different.values()]
  const chain: X509Certificate[] = []
  const passedOver: X509Certificate[] = []
  const take = (candidates: readonly X509Certificate[]): void => {
    const [best, ...others] = [...candidates].sort((one, other) => preference(other, now) - preference(one, now))
    chain.push(best!)
    passedOver.push(...others)
    for (const candidate of candidates) rest.splice(rest.indexOf(candidate), 1)
  }
  const leaves = rest.filter((certificate) => certificate.checkPrivateKey(key))
  if (leaves.length === 0) return undefined
  take(leaves)
  for (;;) {
    const last = chain.at(-1)!
    const issuers = isSelfIssued(last) ? [] : issuersOf(last, rest)
    if (issuers.length === 0) return { chain, passedOver, unrelated: rest }
    take(issuers)
  }
}

/** Those that have issued it; without one, those that it names: a chain with a fault is for the server to judge. */
function issuersOf(certificate: X509Certificate, candidates: readonly X509Certificate[]): X509Certificate[] {
  const proven = candidates.filter((candidate) => issued(candidate, certificate))
  return proven.length > 0 ? proven : candidates.filter(({ subject }) => subject === certificate.issuer)
}

/** The end of the validity, as long as it has begun and has not ended; what is not valid comes after all that is. */
function preference({ validFrom, validTo }: X509Certificate, now: Date): number {
  const [from, to] = [Date.parse(validFrom), Date.parse(validTo)]
  const isValid = from <= now.getTime() && to >= now.getTime()
  return isValid ? to : to - 1e15
}

const probe = Buffer.from('signed to see whether the two belong together')

/**
 * Whether what the key signs, the certificate verifies. That OpenSSL takes them for a pair says only that the public numbers beside the
 * private ones are those of the certificate.
 */
export function signsFor(key: KeyObject, { publicKey }: X509Certificate): boolean {
  try {
    return verify(null, probe, publicKey, sign(null, probe, key))
  } catch {
    return false
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
