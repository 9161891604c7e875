import { createHash, X509Certificate } from 'node:crypto'
import * as tls from 'node:tls'
import type { ResolvedCa, ResolvedSource } from '../config/resolved-config.ts'
import { readCertificates } from './certificates.ts'
import { nameOf, readSource } from './source-file.ts'
import { Unusable } from './unusable.ts'

/** Authorities out of one place. */
export interface Bundle {
  certificates: readonly X509Certificate[]
  /** PEM, one after the other. */
  pem: readonly string[]
  digest: string
}

/** Read a `ca` entry. @throws Unusable when it holds no certificate or a damaged one. */
export function readBundle(source: ResolvedSource | 'system'): Bundle {
  if (source === 'system') return systemBundle()
  const { certificates, damaged } = readCertificates(readSource(source), nameOf(source))
  if (damaged.length > 0) {
    throw new Unusable(
      `${nameOf(source)} is damaged: ${damaged.join('; ')}.`,
      'Copy the file again, or remove what is damaged.',
    )
  }
  return bundle(certificates)
}

/** Place in the config of what is read. */
export function placeOf({ path, source }: ResolvedCa): string {
  return source === 'system' ? path : source.path
}

let system: Bundle | undefined

/** Read once, as Node does. */
function systemBundle(): Bundle {
  system ??= bundle(systemCertificates())
  return system
}

function systemCertificates(): X509Certificate[] {
  const { getCACertificates } = tls as { getCACertificates?: (type: 'system') => string[] }
  if (getCACertificates) return getCACertificates('system').map((pem) => new X509Certificate(pem))
  throw new Unusable(
    `'system' needs Node 22.15 or later, or 24; this is Node ${process.versions.node}.`,
    "Name the file of the operating system's bundle instead, such as /etc/ssl/certs/ca-certificates.crt.",
  )
}

function bundle(certificates: readonly X509Certificate[]): Bundle {
  const digest = createHash('sha256')
  for (const certificate of certificates) digest.update(certificate.raw)
  return { certificates, pem: certificates.map((certificate) => certificate.toString()), digest: digest.digest('hex') }
}
