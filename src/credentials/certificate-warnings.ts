import type { X509Certificate } from 'node:crypto'
import { readCertificate } from '../tls/certificate.when-needed.ts'
import type { Certificate } from '../tls/handshake.ts'
import type { Authorities } from './authorities.ts'
import { certificateName } from './certificate-name.ts'
import { isSelfIssued } from './chain.ts'
import type { FaultFacts } from './fault.ts'
import type { Identity } from './identity.ts'
import { unknownIssuerOf } from './unknown-issuer.ts'
import { explicitCurveOf, limitsOfKey, weaknessOf } from './weakness.ts'

const day = 24 * 60 * 60 * 1000
const soon = 30 * day

const clientAuth = '1.3.6.1.5.5.7.3.2'
const anyExtendedKeyUsage = '2.5.29.37.0'

type Warning = Omit<FaultFacts, 'path'>

/** What makes it likely that a server refuses the certificate. `isLowered`: the config has lowered OpenSSL's security level. */
export function certificateWarnings(
  identity: Identity,
  authorities: Authorities,
  now: Date,
  isLowered = false,
): Warning[] {
  const { chain } = identity
  const leaf = chain[0]!
  const doubtful = chain.filter((certificate) => !isValidForLong(certificate, now))
  return [
    ...doubtful.map((certificate) => validityWarning(readCertificate(certificate.raw), now)),
    isForClients(leaf) ? undefined : purposeWarning(identity.leaf),
    ...(isLowered ? [] : chain.map(weaknessOf)),
    limitsOfKey(leaf),
    ...chain.map(explicitCurveOf),
    chainWarning(identity, authorities),
  ].filter((warning) => warning !== undefined)
}

/** What Node tells at once, with a day to spare for what its text leaves out; to read a certificate ourselves takes longer. */
function isValidForLong({ validFrom, validTo }: X509Certificate, now: Date): boolean {
  return Date.parse(validFrom) < now.getTime() - day && Date.parse(validTo) > now.getTime() + soon + day
}

/** Node names what RFC 5280 calls extended key usage, and nothing where the extension is missing. */
function isForClients({ keyUsage }: X509Certificate): boolean {
  return keyUsage === undefined || keyUsage.includes(clientAuth) || keyUsage.includes(anyExtendedKeyUsage)
}

function validityWarning(certificate: Certificate, now: Date): Warning | undefined {
  const { validFrom, validTo } = certificate
  const name = certificateName(certificate)
  if (new Date(validFrom) > now) {
    return { message: `The certificate ${name} is not valid before ${validFrom}.`, remedy: 'Check the clock, or wait.' }
  }
  const left = new Date(validTo).getTime() - now.getTime()
  if (left < 0) return { message: `The certificate ${name} expired on ${validTo}.`, remedy: 'Renew it.' }
  if (left > soon) return undefined
  const days = Math.floor(left / day)
  const when = days === 0 ? 'within a day' : days === 1 ? 'in a day' : `in ${days} days`
  return { message: `The certificate ${name} expires ${when} (${validTo}).`, remedy: 'Renew it.' }
}

/** RFC 5280 4.2.1.12: with the extension present, only the listed purposes are allowed. */
function purposeWarning(leaf: Certificate): Warning | undefined {
  const { extendedKeyUsage } = leaf
  if (extendedKeyUsage.length === 0) return undefined
  if (extendedKeyUsage.includes('clientAuth') || extendedKeyUsage.includes('anyExtendedKeyUsage')) return undefined
  return {
    message: `The certificate ${certificateName(leaf)} is for ${extendedKeyUsage.join(', ')}, not for clientAuth.`,
    remedy: 'Ask for a certificate with the purpose clientAuth; most servers refuse another.',
  }
}

/** A server that knows the root alone needs everything between. */
function chainWarning({ chain }: Identity, authorities: Authorities): Warning | undefined {
  const end = chain.length === 1 ? endOfPath(chain[0]!, authorities) : chain.at(-1)!
  if (isSelfIssued(end)) return undefined
  const issuer = authorities.issuerOf(end)
  if (issuer && isSelfIssued(issuer)) return undefined
  const kind = issuer ? 'intermediate' : unknownIssuerOf(end)
  if (kind === 'root') return undefined
  const { issuer: name } = readCertificate(end.raw)
  const missing = {
    intermediate: `the intermediate that issued it (${name}) is missing`,
    'likely an intermediate': `an intermediate (${name}) may be missing`,
    either: `whether its issuer (${name}) is a root, or an intermediate that has to be sent too, cannot be told`,
  }[kind]
  const condition = kind === 'either' ? 'If it is an intermediate, add' : 'Add'
  return {
    message: `The chain ends at ${certificateName(end)}; ${missing}.`,
    remedy: `${condition} the certificate of ${name} to \`cert\`; a root may stand there too.`,
  }
}

/** A lone certificate is completed by OpenSSL with the authorities that the client itself trusts; a longer chain is sent as it is. */
function endOfPath(leaf: X509Certificate, authorities: Authorities): X509Certificate {
  const passed = new Set<X509Certificate>()
  let end = leaf
  while (!isSelfIssued(end) && !passed.has(end)) {
    passed.add(end)
    end = authorities.issuerOf(end) ?? end
  }
  return end
}
