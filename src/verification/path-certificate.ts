import { type KeyObject, X509Certificate } from 'node:crypto'
import { type ParsedCertificate, type ParsedName, parseCertificate } from '../tls/parsed-certificate.ts'
import { canonicalName } from './canonical-name.ts'

/** One certificate on the way from the server's to a trust anchor. */
export interface PathCertificate {
  /** Place in the chain on the wire; absent: a trust anchor that was not sent. */
  position?: number
  /** Where an anchor is that was not sent: `in ca`. */
  place?: string
  parsed: ParsedCertificate
  /** Absent when Node cannot read it. */
  x509?: X509Certificate
  /** Absent when Node cannot read it. */
  publicKey?: KeyObject
  /** Names in a form that compares. */
  subject: string
  issuer: string
}

/** Never throws: what cannot be read stays absent. */
export function readPathCertificate(
  der: Uint8Array,
  where: { position?: number; place?: string } = {},
): PathCertificate {
  const x509 = attempt(() => new X509Certificate(der))
  const publicKey = x509 && attempt(() => x509.publicKey)
  const parsed = parseCertificate(der)
  return {
    parsed,
    ...where,
    ...(x509 && { x509 }),
    ...(publicKey && { publicKey }),
    subject: comparable(parsed.subject),
    issuer: comparable(parsed.issuer),
  }
}

/** How sentences call it: `CN=Lab CA in ca` when it was not sent. */
export function nameOf({ parsed, position, place }: PathCertificate): string {
  const subject = parsed.subject?.text
  if (position === undefined && place !== undefined) return `${subject || 'a certificate'} ${place}`
  return subject || (position === undefined ? 'a trusted certificate' : `certificate ${position} of the chain`)
}

export function isSame(a: PathCertificate, b: PathCertificate): boolean {
  return Buffer.compare(a.parsed.der, b.parsed.der) === 0
}

function comparable(name: ParsedName | undefined): string {
  return name === undefined ? '' : canonicalName(name.attributes).join(',')
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
