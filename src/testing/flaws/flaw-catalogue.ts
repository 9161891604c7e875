/** Every flaw that a client certificate can be given here. */
export type FlawName = keyof typeof flawCatalogue

interface FlawFacts {
  /** One phrase, for people. */
  description: string
  /** The alerts by which servers refuse it that do so by an alert that fits. */
  alerts: readonly string[]
}

const untrusted = ['unknown_ca', 'bad_certificate', 'certificate_unknown'] as const
const outOfDate = ['certificate_expired', 'bad_certificate', 'certificate_unknown'] as const
const misused = ['unsupported_certificate', 'bad_certificate', 'certificate_unknown'] as const
const weak = ['bad_certificate', 'insufficient_security', 'certificate_unknown', 'unsupported_certificate'] as const

export const flawCatalogue = {
  'none-sent': {
    description: 'no certificate at all',
    alerts: ['certificate_required', 'handshake_failure', 'bad_certificate'],
  },
  'self-signed': { description: 'its own issuer', alerts: untrusted },
  'another-authority': { description: 'issued by an authority of another name', alerts: untrusted },
  'authority-of-the-same-name': {
    description: 'issued by an authority of the same name with another key',
    alerts: [...untrusted, 'decrypt_error'],
  },
  expired: { description: 'expired a day ago', alerts: outOfDate },
  'not-yet-valid': { description: 'valid from tomorrow on', alerts: outOfDate },
  'expires-in-the-past-second': { description: 'expired a second ago', alerts: outOfDate },
  'server-purpose-only': { description: 'its extended key usage is that of servers alone', alerts: misused },
  'no-purpose-for-clients': { description: 'its extended key usage is code signing and e-mail', alerts: misused },
  'any-purpose-missing': {
    description: 'its extended key usage is a private one, and neither clientAuth nor any',
    alerts: misused,
  },
  'leaf-used-as-authority': { description: 'issued by a client certificate', alerts: untrusted },
  'issuer-without-cert-sign': {
    description: 'issued by an authority whose key usage does not allow that',
    alerts: untrusted,
  },
  'path-length-exceeded': { description: 'issued below an authority that may have none below it', alerts: untrusted },
  'name-constraint-violated': {
    description: 'has a name that its issuer must not certify',
    alerts: [...untrusted, 'access_denied'],
  },
  'damaged-signature': {
    description: 'one bit of its signature turned over',
    alerts: ['decrypt_error', ...untrusted],
  },
  'intermediate-left-out': { description: 'sent without the intermediate above it', alerts: untrusted },
  'intermediate-expired': {
    description: 'the intermediate above it has expired',
    alerts: ['certificate_expired', ...untrusted],
  },
  'weak-key': { description: 'RSA 1024', alerts: weak },
  'weak-signature': { description: 'signed with SHA-1', alerts: weak },
  'unknown-critical-extension': {
    description: 'has a critical extension that nobody knows',
    alerts: ['certificate_unknown', 'bad_certificate', 'unsupported_certificate'],
  },
  revoked: {
    description: "on the authority's revocation list",
    alerts: ['certificate_revoked', 'bad_certificate', 'certificate_unknown'],
  },
  'authority-itself': {
    description: 'the certificate of the authority, as a client',
    alerts: ['unsupported_certificate', ...untrusted],
  },
  'another-subject': { description: 'sound, but of somebody else', alerts: ['access_denied', 'bad_certificate'] },
} as const satisfies Record<string, FlawFacts>

export const flawNames = Object.keys(flawCatalogue) as FlawName[]

export function factsOfFlaw(flaw: FlawName): FlawFacts {
  return flawCatalogue[flaw]
}
