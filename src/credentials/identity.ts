import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { ResolvedIdentity, ResolvedSource } from '../config/resolved-config.ts'
import type { Secret } from '../config/secret.ts'
import { readCertificate } from '../tls/certificate.ts'
import type { Certificate } from '../tls/handshake.ts'
import { readCertificates } from './certificates.ts'
import { orderChain } from './chain.ts'
import { Fault, type FaultFacts } from './fault.ts'
import { KeyedChain } from './keyed-chain.ts'
import type { Pkcs12 } from './pkcs12.ts'
import { readPrivateKey } from './private-key.ts'
import { nameOf, readSource } from './source-file.ts'
import { Unusable } from './unusable.ts'

/** A client certificate, read, and its key. */
export interface Identity {
  /** What is sent, leaf first. */
  readonly chain: readonly X509Certificate[]
  readonly leaf: Certificate
  /** PEM of the chain. */
  readonly certificates: string
  /** PKCS#8, PEM. */
  readonly key: Secret<string>
  /** Differs whenever another chain is sent. */
  readonly digest: string
  /** What is odd, though it works. */
  readonly remarks: readonly FaultFacts[]
}

/** The sources that an identity is read from. */
export function sourcesOf(identity: ResolvedIdentity): readonly ResolvedSource[] {
  return identity.kind === 'pfx' ? [identity.pfx] : [...identity.cert, identity.key]
}

/** Read a certificate with its key. @throws Fault with everything that is wrong. */
export async function readIdentity(identity: ResolvedIdentity): Promise<Identity> {
  return identity.kind === 'pfx' ? readPfxIdentity(identity) : readPemIdentity(identity)
}

async function readPemIdentity(identity: ResolvedIdentity & { kind: 'pem' }): Promise<Identity> {
  const faults: FaultFacts[] = []
  const certificates: X509Certificate[] = []
  for (const source of identity.cert) {
    const file = await attempt(source, faults, () => readCertificates(readSource(source), nameOf(source)))
    certificates.push(...(file?.certificates ?? []))
    for (const damage of file?.damaged ?? []) {
      faults.push({
        path: source.path,
        message: `${nameOf(source)} is damaged: ${damage}.`,
        remedy: 'Copy the file again.',
      })
    }
  }
  const passphrase = identity.passphrase?.reveal()
  const key = await attempt(identity.key, faults, () =>
    readPrivateKey(readSource(identity.key), passphrase, nameOf(identity.key)),
  )
  if (faults.length > 0 || !key) throw new Fault(faults)
  const ordered = orderChain(certificates, key)
  if (!ordered) throw new Fault([notTheKey(identity.key, certificates)])
  return new KeyedChain(ordered.chain, key, unrelatedRemarks(ordered.unrelated, identity.cert[0]!))
}

async function readPfxIdentity({ pfx, passphrase }: ResolvedIdentity & { kind: 'pfx' }): Promise<Identity> {
  const faults: FaultFacts[] = []
  const content = await attempt(pfx, faults, async () => {
    const bytes = readSource(pfx)
    const { readPkcs12 } = await import('./pkcs12.ts')
    return parseContents(readPkcs12(bytes, passphrase?.reveal(), nameOf(pfx)), nameOf(pfx))
  })
  if (!content) throw new Fault(faults)
  const { keys, certificates } = content
  for (const key of keys) {
    const ordered = orderChain(certificates, key)
    if (!ordered) continue
    const several = keys.length > 1 ? [severalKeys(pfx, keys.length, ordered.chain[0]!)] : undefined
    return new KeyedChain(ordered.chain, key, several ?? unrelatedRemarks(ordered.unrelated, pfx))
  }
  throw new Fault([incomplete(pfx, keys.length, certificates)])
}

function parseContents({ keys, certificates }: Pkcs12, name: string) {
  try {
    return {
      keys: keys.map((key) => createPrivateKey({ key, format: 'der', type: 'pkcs8' })),
      certificates: certificates.map((der) => new X509Certificate(der)),
    }
  } catch {
    const remedy = 'Export the certificate and its key anew.'
    throw new Unusable(`${name} holds a key or a certificate that OpenSSL cannot read.`, remedy)
  }
}

async function attempt<Value>(
  source: ResolvedSource,
  faults: FaultFacts[],
  read: () => Value | Promise<Value>,
): Promise<Value | undefined> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof Unusable)) throw error
    const path = error.isPassphrase ? source.path.replace(/\.(key|pfx)$/, '.passphrase') : source.path
    faults.push({ path, message: error.message, remedy: error.remedy })
    return undefined
  }
}

function notTheKey(key: ResolvedSource, certificates: readonly X509Certificate[]): FaultFacts {
  const subjects = certificates.map((certificate) => subjectOf(certificate)).join('; ')
  return {
    path: key.path,
    message: `${nameOf(key)} is not the key of the certificate (${subjects}).`,
    remedy: 'Give the key that was made for this certificate.',
  }
}

function severalKeys(pfx: ResolvedSource, count: number, leaf: X509Certificate): FaultFacts {
  return {
    path: pfx.path,
    message: `${nameOf(pfx)} holds ${count} keys; the one of ${subjectOf(leaf)} is used.`,
    remedy: 'Export that key alone to be sure.',
  }
}

function incomplete(pfx: ResolvedSource, keys: number, certificates: readonly X509Certificate[]): FaultFacts {
  const message =
    keys === 0
      ? `${nameOf(pfx)} holds no private key.`
      : certificates.length === 0
        ? `${nameOf(pfx)} holds no certificate.`
        : `${nameOf(pfx)} holds no certificate that belongs to its key.`
  return { path: pfx.path, message, remedy: 'Export the certificate together with its private key.' }
}

function unrelatedRemarks(unrelated: readonly X509Certificate[], source: ResolvedSource): FaultFacts[] {
  if (unrelated.length === 0) return []
  const subjects = unrelated.map((certificate) => subjectOf(certificate)).join('; ')
  return [
    {
      path: source.path,
      message: `${nameOf(source)} holds certificates that are not of the client certificate's chain, and they are not sent: ${subjects}.`,
      remedy: 'Remove them, or move authorities of servers to `ca`.',
    },
  ]
}

function subjectOf(certificate: X509Certificate): string {
  return readCertificate(certificate.raw).subject
}
