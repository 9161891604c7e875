import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { ResolvedIdentity, ResolvedSource } from '../config/resolved-config.ts'
import type { Secret } from '../config/secret.ts'
import type { Certificate } from '../tls/handshake.ts'
import { certificateName } from './certificate-name.ts'
import { readCertificates } from './certificates.ts'
import { type OrderedChain, orderChain, signsFor } from './chain.ts'
import { Fault, type FaultFacts } from './fault.ts'
import { KeyedChain } from './keyed-chain.ts'
import { type Pkcs12, readPkcs12 } from './pkcs12.ts'
import { readPrivateKey } from './private-key.ts'
import { readContent } from './source-content.ts'
import { nameOf, wordedFor } from './source-file.ts'
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

function readPemIdentity(identity: ResolvedIdentity & { kind: 'pem' }): Identity {
  const findings: Findings = { faults: [], remarks: [] }
  const certificates: X509Certificate[] = []
  for (const source of identity.cert) {
    const file = attempt(source, 'certificate', findings, (bytes) => readCertificates(bytes, nameOf(source)))
    certificates.push(...(file?.certificates ?? []))
    for (const damage of file?.damaged ?? []) {
      const message = `${nameOf(source)} is damaged: ${damage}.`
      findings.faults.push({ path: source.path, message, remedy: 'Copy the file again.' })
    }
  }
  const passphrase = identity.passphrase?.reveal()
  const key = attempt(identity.key, 'key', findings, (bytes) => readPrivateKey(bytes, passphrase, nameOf(identity.key)))
  if (findings.faults.length > 0 || !key) throw new Fault(findings.faults)
  const ordered = orderChain(certificates, key)
  if (!ordered) throw new Fault([notTheKey(identity.key, certificates)])
  if (!signsFor(key, ordered.chain[0]!)) throw new Fault([doesNotSign(identity.key, ordered.chain[0]!)])
  return new KeyedChain(ordered.chain, key, [...findings.remarks, ...chainRemarks(ordered, identity.cert[0]!)])
}

function readPfxIdentity({ pfx, passphrase }: ResolvedIdentity & { kind: 'pfx' }): Identity {
  const findings: Findings = { faults: [], remarks: [] }
  const content = attempt(pfx, 'pfx', findings, (bytes) =>
    parseContents(readPkcs12(bytes, passphrase?.reveal(), nameOf(pfx)), nameOf(pfx)),
  )
  if (!content) throw new Fault(findings.faults)
  const { keys, certificates } = content
  for (const key of keys) {
    const ordered = orderChain(certificates, key)
    if (!ordered) continue
    if (!signsFor(key, ordered.chain[0]!)) throw new Fault([doesNotSign(pfx, ordered.chain[0]!)])
    const several = keys.length > 1 ? [severalKeys(pfx, keys.length, ordered.chain[0]!)] : undefined
    return new KeyedChain(ordered.chain, key, [...findings.remarks, ...(several ?? chainRemarks(ordered, pfx))])
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

interface Findings {
  faults: FaultFacts[]
  remarks: FaultFacts[]
}

function attempt<Value>(
  source: ResolvedSource,
  wanted: 'certificate' | 'key' | 'pfx',
  findings: Findings,
  read: (bytes: Uint8Array) => Value,
): Value | undefined {
  try {
    const { bytes, remark } = readContent(source, wanted)
    if (remark) findings.remarks.push(remark)
    return read(bytes)
  } catch (error) {
    if (!(error instanceof Unusable)) throw error
    const path = error.isPassphrase ? source.path.replace(/\.(key|pfx)$/, '.passphrase') : source.path
    const { message, remedy } = wordedFor(source, error)
    findings.faults.push({ path, message, remedy })
    return undefined
  }
}

function notTheKey(key: ResolvedSource, certificates: readonly X509Certificate[]): FaultFacts {
  const subjects = certificates.map(certificateName).join('; ')
  return {
    path: key.path,
    message: `${nameOf(key)} is not the key of the certificate (${subjects}).`,
    remedy: 'Give the key that was made for this certificate.',
  }
}

function doesNotSign(source: ResolvedSource, leaf: X509Certificate): FaultFacts {
  return {
    path: source.path,
    message: `${nameOf(source)} is damaged: its key names the public key of the certificate (${certificateName(leaf)}), but what it signs is not valid.`,
    remedy: 'Copy the file again.',
  }
}

function severalKeys(pfx: ResolvedSource, count: number, leaf: X509Certificate): FaultFacts {
  return {
    path: pfx.path,
    message: `${nameOf(pfx)} holds ${count} keys; the one of ${certificateName(leaf)} is used.`,
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

function chainRemarks({ chain, passedOver, unrelated }: OrderedChain, source: ResolvedSource): FaultFacts[] {
  const remarks = passedOver.map((certificate) => {
    const sent = chain.find(({ subject }) => subject === certificate.subject) ?? chain[0]!
    return {
      path: source.path,
      message: `${nameOf(source)} holds another certificate ${certificateName(certificate)} with the same key, ${differenceOf(certificate, sent)}; it is not sent.`,
      remedy: 'Remove it, or leave it: the one that is valid and lasts longest is sent.',
    }
  })
  if (unrelated.length === 0) return remarks
  const subjects = unrelated.map(certificateName).join('; ')
  return [
    ...remarks,
    {
      path: source.path,
      message: `${nameOf(source)} holds certificates that are not of the client certificate's chain, and they are not sent: ${subjects}.`,
      remedy: 'Remove them, or move authorities of servers to `ca`.',
    },
  ]
}

function differenceOf(certificate: X509Certificate, sent: X509Certificate): string {
  const [from, to] = [new Date(certificate.validFrom), new Date(certificate.validTo)]
  const now = new Date()
  if (to < now) return `which expired on ${to.toISOString()}`
  if (from > now) return `which is not valid before ${from.toISOString()}`
  return to < new Date(sent.validTo)
    ? `which ends on ${to.toISOString()}, sooner than the one that is sent`
    : 'which lasts no longer than the one that is sent'
}
