import { X509Certificate } from 'node:crypto'
import { defaultCertificates } from './secure-context.ts'
import type { Trust } from './trust-store.ts'

let defaults: readonly X509Certificate[] | undefined

/** Every authority that a connection trusts, Node's own list included; reading that takes some milliseconds, once. */
export function trustAnchors({ ca }: Trust, trustDefaultCAs: boolean): readonly X509Certificate[] {
  const own = ca.map((pem) => new X509Certificate(pem))
  if (!trustDefaultCAs) return own
  defaults ??= defaultCertificates().flatMap(certificatesIn)
  return [...defaults, ...own]
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
