import { X509Certificate } from 'node:crypto'
import { defaultCertificates } from './secure-context.ts'
import type { Trust } from './trust-store.ts'

let defaults: readonly X509Certificate[] | undefined

/** What a connection verifies a server's certificate with. */
export interface TrustAnchors {
  /** What the config trusts. */
  ca: readonly X509Certificate[]
  /** Node's own list, where that is trusted too. */
  defaults: readonly X509Certificate[]
  /** Revocation lists, PEM. */
  crl: readonly string[]
}

/** Reading Node's own list takes some milliseconds, once. */
export function trustAnchors({ ca, crl }: Trust, trustDefaultCAs: boolean): TrustAnchors {
  const own = ca.map((pem) => new X509Certificate(pem))
  if (trustDefaultCAs) defaults ??= defaultCertificates().flatMap(certificatesIn)
  return { ca: own, defaults: trustDefaultCAs ? (defaults ?? []) : [], crl }
}

function certificatesIn(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  return blocks.flatMap((block) => {
    try {
      return [new X509Certificate(block)]
    } catch {
      // What OpenSSL cannot read, it does not trust either.
      return []
    }
  })
}
