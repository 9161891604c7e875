import { createHash, X509Certificate } from 'node:crypto'
import type { ResolvedCa, ResolvedSource } from '../config/resolved-config.ts'
import { readCertificates } from './certificates.ts'
import { type FaultFacts, faultAt } from './fault.ts'
import { isJavaKeystore } from './file-kind.ts'
import { certificatesOfKeystore } from './keystore-certificates.ts'
import { readContent } from './source-content.ts'
import { nameOf } from './source-file.ts'
import { Unusable } from './unusable.ts'

const tls = process.getBuiltinModule('node:tls')

/** Authorities out of one place. */
export interface Bundle {
  certificates: readonly X509Certificate[]
  /** PEM, one after the other. */
  pem: readonly string[]
  digest: string
  /** What is odd, though it works. */
  remark?: Omit<FaultFacts, 'path'>
}

/** Read a `ca` entry of the config. @throws Fault */
export function readBundleAt(entry: ResolvedCa): Bundle {
  return faultAt(placeOf(entry), entry.source, () => readBundle(entry.source, entry.passphrase?.reveal()))
}

/** Read a `ca` entry. `passphrase`: of a keystore. @throws Unusable when it holds no certificate or a damaged one. */
export function readBundle(source: ResolvedSource | 'system', passphrase?: string): Bundle {
  if (source === 'system') return systemBundle()
  const { bytes } = readContent(source, 'authorities')
  const stored = certificatesOfKeystore(bytes, passphrase, nameOf(source))
  if (stored) return { ...bundle(stored), ...(isJavaKeystore(bytes) && { remark: javaKeystoreRemark(nameOf(source)) }) }
  const { certificates, damaged } = readCertificates(bytes, nameOf(source))
  if (damaged.length > 0) {
    throw new Unusable(
      `${nameOf(source)} is damaged: ${damaged.join('; ')}.`,
      'Copy the file again, or remove what is damaged.',
    )
  }
  return bundle(certificates)
}

/** Java's own formats are taken as they are; other programs than Java want another. */
function javaKeystoreRemark(name: string): Omit<FaultFacts, 'path'> {
  return {
    message: `${name} is a keystore in Java's own format; the authorities in it are trusted, and its password was not needed, so that its integrity is not checked.`,
    remedy: "Convert it: 'keytool -importkeystore -srckeystore <file> -destkeystore <file>.p12 -deststoretype pkcs12'.",
  }
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
