import type { ConfiguredAuthority } from '../../evidence/connection-settings.ts'
import type { Certificate, CertificateProblem } from '../../tls/handshake.ts'
import { sameName } from '../distinguished-name.ts'
import { dateAgainst, listOf } from '../phrases.ts'
import type { Situation } from '../situation.ts'
import { type RefusedServer, refusedServer } from './refused-server.ts'
import { serverCertificateFaults } from './server-certificate-faults.ts'

/**
 * We refused the server because of its certificate: one situation for each class of problem, some with a more specific
 * one before it.
 */
export const serverCertificate: readonly Situation[] = [
  refusedServer('clock-skew', ['expired', 'not-yet-valid'], {
    when: (facts) => outOfStep(facts) !== undefined,
    because: (facts) =>
      `every certificate of its chain is ${outOfStep(facts)} at ${facts.handshake.startedAt}, our time`,
    remedy: () => 'Check the clock of this machine first, then the certificates: a whole chain is rarely wrong.',
  }),
  refusedServer('trusted-authority-expired', ['expired', 'not-yet-valid'], {
    when: (facts) => ofTrusted(facts) !== undefined,
    because: (facts) =>
      `its chain ends in ${ofTrusted(facts)}, which is ${facts.problem.class === 'expired' ? 'expired' : 'not yet valid'}`,
    remedy: () => 'Put the present certificate of that CA into ca, and let the server send a chain that leads to it.',
  }),
  refusedServer('server-certificate-expired', ['expired'], {
    because: ({ name, certificate, handshake }) =>
      `${name} expired${certificate ? ` on ${dateAgainst(certificate.validTo, handshake.startedAt)}` : ''}`,
    remedy: () => 'Renew that certificate on the server.',
  }),
  refusedServer('server-certificate-not-yet-valid', ['not-yet-valid'], {
    because: ({ name, certificate, handshake }) =>
      `${name} is not valid before ${certificate ? dateAgainst(certificate.validFrom, handshake.startedAt) : 'a later date'}`,
    remedy: () => 'Check the clock of this machine, then the date from which the certificate was issued.',
  }),
  refusedServer('server-name-not-sent-for-an-address', ['hostname-mismatch'], {
    when: ({ handshake, certificate }) =>
      isAddress(handshake.host) && handshake.servername === undefined && hasHostName(certificate),
    because: ({ name, certificate, handshake }) =>
      `${name} does not have the IP address ${handshake.host}, but ${namesOf(certificate)}; no server name is sent for an address, so a server with several certificates shows its default one`,
    remedy: ({ handshake }) =>
      `Use a host name in the URL, or set servername to one, so that the server can choose; or issue the certificate with the subject alternative name IP:${handshake.host}.`,
  }),
  refusedServer('server-name-is-an-address', ['hostname-mismatch'], {
    when: ({ handshake }) => isAddress(handshake.host),
    because: ({ name, certificate, handshake }) =>
      `${name} does not have the IP address ${handshake.host}, but ${namesOf(certificate)}`,
    remedy: ({ handshake }) =>
      `Use a host name that the certificate has (or set servername to it), or issue it with the subject alternative name IP:${handshake.host}.`,
  }),
  refusedServer('server-certificate-without-names', ['hostname-mismatch'], {
    when: ({ certificate }) => certificate?.subjectAltNames.length === 0,
    because: ({ name }) => `${name} has no subject alternative name, and the common name does not count (RFC 9525)`,
    remedy: ({ handshake }) => `Issue the certificate with the subject alternative name DNS:${handshake.host}.`,
  }),
  refusedServer('server-name-mismatch', ['hostname-mismatch'], {
    because: ({ name, certificate, handshake }) =>
      `${name} is not for ${handshake.servername ?? handshake.host}, but for ${namesOf(certificate)}`,
    remedy: ({ handshake }) =>
      `Use one of those names (in the URL, or as servername), or issue the certificate for DNS:${handshake.servername ?? handshake.host}.`,
  }),
  refusedServer('authority-trusted-for-other-hosts', ['self-signed', 'unknown-issuer', 'incomplete-chain'], {
    when: (facts) => authorityForOthers(facts) !== undefined,
    because: (facts) => {
      const { path, subject, hosts } = authorityForOthers(facts)!
      return `the CA of its chain, ${subject}, is trusted by ${path} for ${listOf(hosts ?? [])} only`
    },
    remedy: (facts) => `Extend hosts of ${authorityForOthers(facts)!.path} by ${facts.handshake.host}.`,
  }),
  refusedServer('authority-of-the-same-name', ['self-signed', 'unknown-issuer', 'incomplete-chain', 'bad-signature'], {
    when: (facts) => namesake(facts) !== undefined,
    because: (facts) => {
      const { path, subject } = namesake(facts)!
      return `the CA of its chain, ${subject}, has the same name as that in ${path}, but another key: one of the two was made anew`
    },
    remedy: (facts) =>
      `Compare the fingerprints: put the server's present CA into ${namesake(facts)!.path}, or issue the server's certificate with the one that is there.`,
  }),
  refusedServer('server-root-not-trusted', ['self-signed', 'unknown-issuer'], {
    when: ({ handshake }) => rootOf(handshake.serverCertificate.chain) !== undefined,
    because: ({ handshake }) =>
      `its chain ends in the root ${rootOf(handshake.serverCertificate.chain)?.subject}, which is not trusted here`,
    remedy: () =>
      'Add that root to ca in the config, after checking its fingerprint: what the server sends is no reason to trust it.',
  }),
  refusedServer('server-certificate-self-signed', ['self-signed'], {
    because: ({ name }) => `${name} is self-signed and is not in the trusted certificates`,
    remedy: () =>
      'Add that certificate to ca in the config if you trust it; otherwise give the server one that a CA issued.',
  }),
  refusedServer('server-issuer-not-sent', ['unknown-issuer', 'incomplete-chain'], {
    when: ({ handshake }) => isOneOrTheOther(handshake.verification.problems),
    because: ({ certificate }) =>
      `it sent its certificate alone, and the issuer of that, ${certificate?.issuer ?? 'whose name was not read'}, is not trusted here`,
    remedy: () =>
      "If that issuer is an intermediate, let the server send it too; if it is a root, add it to ca in the config (or 'mkcert', or 'system').",
  }),
  refusedServer('server-issuer-unknown', ['unknown-issuer'], {
    because: ({ handshake, certificate }) =>
      `no trusted certificate is the issuer of its chain, ${(handshake.serverCertificate.chain.at(-1) ?? certificate)?.issuer ?? 'whose name was not read'}`,
    remedy: () =>
      "Add that CA's certificate to ca in the config (or 'mkcert' for a local mkcert CA, 'system' for the operating system's store).",
  }),
  refusedServer('server-chain-incomplete', ['incomplete-chain'], {
    because: ({ handshake, certificate }) =>
      `it did not send the intermediate certificate ${(handshake.serverCertificate.chain.at(-1) ?? certificate)?.issuer ?? 'that leads to a trusted root'}`,
    remedy: () => 'Configure the full chain (leaf, then intermediates) on the server.',
  }),
  refusedServer('server-certificate-revoked', ['revoked'], {
    because: ({ name }) => `${name} is revoked`,
    remedy: () => 'Give the server a new certificate.',
  }),
  refusedServer('server-certificate-for-clients', ['wrong-purpose'], {
    when: ({ certificate }) => certificate?.extendedKeyUsage.includes('clientAuth') === true,
    because: ({ name }) => `${name} is a client certificate: its extended key usage has clientAuth, but not serverAuth`,
    remedy: () =>
      'Configure a certificate with serverAuth on the server; the client certificate may have been put there by mistake.',
  }),
  refusedServer('server-certificate-wrong-purpose', ['wrong-purpose'], {
    because: ({ name, certificate }) =>
      `${name} is not for servers: ${certificate?.extendedKeyUsage.length ? `it is for ${listOf(certificate.extendedKeyUsage)}` : 'its extensions do not allow it'}`,
    remedy: () => 'Issue it with the extended key usage serverAuth.',
  }),
  ...serverCertificateFaults,
]

/** The trusted certificate that has the problem, where it is one that the server did not send. */
function ofTrusted({ problem: { subject, place }, settings }: RefusedServer): string | undefined {
  if (subject === undefined || place === undefined) return undefined
  const entry = settings.authorities?.find((authority) => sameName(authority.subject, subject))?.path
  return `${subject} ${entry === undefined ? place : `in ${entry}`}`
}

/** Names by which the chain's top may be found among the CAs of the config. */
function topNames({ handshake: { serverCertificate } }: RefusedServer): string[] {
  const top = serverCertificate.chain.at(-1)
  return top ? [top.issuer] : []
}

/** The entry of `ca` that has the issuer, but is limited to other hosts. */
function authorityForOthers(facts: RefusedServer): ConfiguredAuthority | undefined {
  const names = topNames(facts)
  const { authorities = [] } = facts.settings
  if (authorities.some(({ applies, subject }) => applies && names.some((name) => sameName(name, subject))))
    return undefined
  return authorities.find(({ applies, subject }) => !applies && names.some((name) => sameName(name, subject)))
}

/** The certificate in `ca` that has the issuer's name and is not the one that was sent. */
function namesake(facts: RefusedServer): ConfiguredAuthority | undefined {
  const names = topNames(facts)
  const sent = facts.handshake.serverCertificate.chain.map(({ fingerprint256 }) => fingerprint256)
  return facts.settings.authorities?.find(
    ({ applies, subject, fingerprint256 }) =>
      applies && !sent.includes(fingerprint256) && names.some((name) => sameName(name, subject)),
  )
}

function hasHostName(certificate: Certificate | undefined): boolean {
  return certificate?.subjectAltNames.some((name) => name.startsWith('DNS:')) === true
}

/** `expired` or `not yet valid` when the whole chain of two or more certificates is. */
function outOfStep({ handshake }: RefusedServer): string | undefined {
  const { chain } = handshake.serverCertificate
  const now = Date.parse(handshake.startedAt)
  if (chain.length < 2) return undefined
  if (chain.every(({ validTo }) => Date.parse(validTo) < now)) return 'expired'
  return chain.every(({ validFrom }) => Date.parse(validFrom) > now) ? 'not yet valid' : undefined
}

/**
 * A chain of one certificate does not show whether its issuer is a root that we lack or an intermediate that the server
 * left out.
 */
function isOneOrTheOther(problems: readonly CertificateProblem[]): boolean {
  const classes = problems.map((problem) => problem.class)
  return classes.includes('unknown-issuer') && classes.includes('incomplete-chain')
}

function namesOf(certificate: Certificate | undefined): string {
  return certificate?.subjectAltNames.length ? listOf(certificate.subjectAltNames, 5) : 'no name that we could read'
}

function rootOf(chain: readonly Certificate[]): Certificate | undefined {
  return chain.length > 1 ? chain.find(({ subject, issuer }) => subject === issuer) : undefined
}

function isAddress(host: string): boolean {
  return host.includes(':') || /^\d+\.\d+\.\d+\.\d+$/.test(host)
}
