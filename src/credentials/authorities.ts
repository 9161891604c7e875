import type { X509Certificate } from 'node:crypto'
import { issued } from './chain.ts'
import { defaultAuthoritiesFor } from './default-authorities.ts'

/** Those that are trusted: the config's, and Node's own where they count. */
export class Authorities {
  readonly #configured: readonly X509Certificate[]
  readonly #trustDefaultCAs: boolean

  constructor(configured: readonly X509Certificate[], trustDefaultCAs: boolean) {
    this.#configured = configured
    this.#trustDefaultCAs = trustDefaultCAs
  }

  issuerOf(certificate: X509Certificate): X509Certificate | undefined {
    const hasIssued = (authority: X509Certificate) => issued(authority, certificate)
    const configured = this.#configured.find(hasIssued)
    if (configured || !this.#trustDefaultCAs) return configured
    return defaultAuthoritiesFor(certificate).find(hasIssued)
  }
}
