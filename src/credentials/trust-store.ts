import { X509Certificate } from 'node:crypto'
import type { ResolvedCa, ResolvedConfig, ResolvedSource } from '../config/resolved-config.ts'
import type { ConfiguredAuthority } from '../evidence/connection-settings.ts'
import { readCertificate } from '../tls/certificate.when-needed.ts'
import { faultAt } from './fault.ts'
import { mismatch, portOf } from './match.ts'
import { readRevocationLists } from './revocation-list.ts'
import { stampOf } from './source-file.ts'
import { type Bundle, readBundleAt } from './trust.ts'

/** Of one bundle: an operating system's has some hundreds. */
const mostAuthorities = 200

/** Authorities and revocation lists that hold for one URL. */
export interface Trust {
  ca: readonly string[]
  crl: readonly string[]
  /** Differs whenever another set is trusted. */
  digest: string
}

/** The bundles and lists of a config; one whose file has changed is read again. */
export class TrustStore {
  readonly #config: ResolvedConfig
  readonly #bundles = new Map<ResolvedCa, { stamp: string; bundle: Bundle }>()
  #lists: { stamp: string; pem: readonly string[] } | undefined

  constructor(config: ResolvedConfig) {
    this.#config = config
  }

  /** `more`: bundles of the request itself. @throws Fault */
  for(url: URL, more: readonly Bundle[]): Trust {
    const bundles = this.#config.ca.filter((entry) => holdsFor(entry, url)).map((entry) => this.#bundle(entry))
    const all = more.length === 0 ? bundles : [...bundles, ...more]
    const lists = this.#config.crl.length === 0 ? undefined : this.#revocationLists()
    return {
      ca: all.flatMap((bundle) => bundle.pem),
      crl: lists?.pem ?? [],
      digest: all.map((bundle) => bundle.digest).join('+') + (lists?.stamp ?? ''),
    }
  }

  /** The sources that `for` reads for a URL. */
  sourcesFor(url: URL): ResolvedSource[] {
    const bundles = this.#config.ca.filter((entry) => holdsFor(entry, url)).map(({ source }) => source)
    return [...bundles.filter((source) => source !== 'system'), ...this.#config.crl]
  }

  /** The certificates of every entry, those for other hosts too; what cannot be read is left out. */
  authorities(url: URL): ConfiguredAuthority[] {
    return this.#config.ca.flatMap((entry) => {
      if (entry.source === 'system') return []
      try {
        const hosts = entry.hosts?.map(({ host }) => host.written)
        return this.#bundle(entry)
          .pem.slice(0, mostAuthorities)
          .map((pem) => {
            const { subject, issuer, fingerprint256 } = readCertificate(new X509Certificate(pem).raw)
            return {
              path: entry.path,
              subject,
              issuer,
              fingerprint256,
              ...(hosts && { hosts }),
              applies: holdsFor(entry, url),
            }
          })
      } catch {
        return []
      }
    })
  }

  #bundle(entry: ResolvedCa): Bundle {
    const stamp = entry.source === 'system' ? '' : stampOf(entry.source)
    const cached = this.#bundles.get(entry)
    if (cached?.stamp === stamp) return cached.bundle
    const bundle = readBundleAt(entry)
    this.#bundles.set(entry, { stamp, bundle })
    return bundle
  }

  #revocationLists(): { stamp: string; pem: readonly string[] } {
    const stamp = this.#config.crl.map(stampOf).join()
    if (this.#lists?.stamp !== stamp) {
      const pem = this.#config.crl.flatMap((source) => faultAt(source.path, source, () => readRevocationLists(source)))
      this.#lists = { stamp, pem }
    }
    return this.#lists
  }
}

function holdsFor({ hosts }: ResolvedCa, url: URL): boolean {
  return hosts === undefined || hosts.some((target) => mismatch(target, url.hostname, portOf(url)) === undefined)
}
