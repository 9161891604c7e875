import type { Certificate, CertificateProblem } from '../../tls/handshake.ts'
import { dateAgainst, listOf } from '../phrases.ts'
import type { Situation } from '../situation.ts'
import { type RefusedServer, refusedServer } from './refused-server.ts'
import { serverCertificateFaults } from './server-certificate-faults.ts'

/**
 * We refused the server because of its certificate: one situation for each class of problem, some with a more specific
 * one before it.
 */
export const serverCertificate: readonly Situation[] = [
  refusedServer('clock-skew', 'client', ['expired', 'not-yet-valid'], {
    when: (facts) => outOfStep(facts) !== undefined,
    because: (facts) =>
      `every certificate of its chain is ${outOfStep(facts)} at ${facts.handshake.startedAt}, our time`,
    remedy: () => 'Check the clock of this machine first, then the certificates: a whole chain is rarely wrong.',
  }),
  refusedServer('server-certificate-expired', 'server', ['expired'], {
    because: ({ name, certificate, handshake }) =>
      `${name} expired${certificate ? ` on ${dateAgainst(certificate.validTo, handshake.startedAt)}` : ''}`,
    remedy: () => 'Renew that certificate on the server.',
  }),
  refusedServer('server-certificate-not-yet-valid', 'server', ['not-yet-valid'], {
    because: ({ name, certificate, handshake }) =>
      `${name} is not valid before ${certificate ? dateAgainst(certificate.validFrom, handshake.startedAt) : 'a later date'}`,
    remedy: () => 'Check the clock of this machine, then the date from which the certificate was issued.',
  }),
  refusedServer('server-name-is-an-address', 'server', ['hostname-mismatch'], {
    when: ({ handshake }) => isAddress(handshake.host),
    because: ({ name, certificate, handshake }) =>
      `${name} does not have the IP address ${handshake.host}, but ${namesOf(certificate)}`,
    remedy: ({ handshake }) =>
      `Use a host name that the certificate has (or set servername to it), or issue it with the subject alternative name IP:${handshake.host}.`,
  }),
  refusedServer('server-certificate-without-names', 'server', ['hostname-mismatch'], {
    when: ({ certificate }) => certificate?.subjectAltNames.length === 0,
    because: ({ name }) => `${name} has no subject alternative name, and the common name does not count (RFC 9525)`,
    remedy: ({ handshake }) => `Issue the certificate with the subject alternative name DNS:${handshake.host}.`,
  }),
  refusedServer('server-name-mismatch', 'server', ['hostname-mismatch'], {
    because: ({ name, certificate, handshake }) =>
      `${name} is not for ${handshake.servername ?? handshake.host}, but for ${namesOf(certificate)}`,
    remedy: ({ handshake }) =>
      `Use one of those names (in the URL, or as servername), or issue the certificate for DNS:${handshake.servername ?? handshake.host}.`,
  }),
  refusedServer('server-root-not-trusted', 'client', ['self-signed', 'unknown-issuer'], {
    when: ({ handshake }) => rootOf(handshake.serverCertificate.chain) !== undefined,
    because: ({ handshake }) =>
      `its chain ends in the root ${rootOf(handshake.serverCertificate.chain)?.subject}, which is not trusted here`,
    remedy: () =>
      'Add that root to ca in the config, after checking its fingerprint: what the server sends is no reason to trust it.',
  }),
  refusedServer('server-certificate-self-signed', 'server', ['self-signed'], {
    because: ({ name }) => `${name} is self-signed and is not in the trusted certificates`,
    remedy: () =>
      'Add that certificate to ca in the config if you trust it; otherwise give the server one that a CA issued.',
  }),
  refusedServer('server-issuer-not-sent', 'server', ['unknown-issuer', 'incomplete-chain'], {
    when: ({ handshake }) => isOneOrTheOther(handshake.verification.problems),
    because: ({ certificate }) =>
      `it sent its certificate alone, and the issuer of that, ${certificate?.issuer ?? 'whose name was not read'}, is not trusted here`,
    remedy: () =>
      "If that issuer is an intermediate, let the server send it too; if it is a root, add it to ca in the config (or 'mkcert', or 'system').",
  }),
  refusedServer('server-issuer-unknown', 'client', ['unknown-issuer'], {
    because: ({ handshake, certificate }) =>
      `no trusted certificate is the issuer of its chain, ${(handshake.serverCertificate.chain.at(-1) ?? certificate)?.issuer ?? 'whose name was not read'}`,
    remedy: () =>
      "Add that CA's certificate to ca in the config (or 'mkcert' for a local mkcert CA, 'system' for the operating system's store).",
  }),
  refusedServer('server-chain-incomplete', 'server', ['incomplete-chain'], {
    because: ({ handshake, certificate }) =>
      `it did not send the intermediate certificate ${(handshake.serverCertificate.chain.at(-1) ?? certificate)?.issuer ?? 'that leads to a trusted root'}`,
    remedy: () => 'Configure the full chain (leaf, then intermediates) on the server.',
  }),
  refusedServer('server-certificate-revoked', 'server', ['revoked'], {
    because: ({ name }) => `${name} is revoked`,
    remedy: () => 'Give the server a new certificate.',
  }),
  refusedServer('server-certificate-for-clients', 'server', ['wrong-purpose'], {
    when: ({ certificate }) => certificate?.extendedKeyUsage.includes('clientAuth') === true,
    because: ({ name }) => `${name} is a client certificate: its extended key usage has clientAuth, but not serverAuth`,
    remedy: () =>
      'Configure a certificate with serverAuth on the server; the client certificate may have been put there by mistake.',
  }),
  refusedServer('server-certificate-wrong-purpose', 'server', ['wrong-purpose'], {
    because: ({ name, certificate }) =>
      `${name} is not for servers: ${certificate?.extendedKeyUsage.length ? `it is for ${listOf(certificate.extendedKeyUsage)}` : 'its extensions do not allow it'}`,
    remedy: () => 'Issue it with the extended key usage serverAuth.',
  }),
  ...serverCertificateFaults,
]

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
