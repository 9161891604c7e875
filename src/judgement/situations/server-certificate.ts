import type { Certificate } from '../../tls/handshake.ts'
import { sameName } from '../distinguished-name.ts'
import { dateAgainst, listOf } from '../phrases.ts'
import type { Situation } from '../situation.ts'
import { detailOf, type RefusedServer, refusedServer } from './refused-server.ts'
import { serverCertificateFaults } from './server-certificate-faults.ts'
import { serverIssuer } from './server-issuer.ts'

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
  ...serverIssuer,
  refusedServer('server-certificate-revoked', ['revoked'], {
    because: (facts) => detailOf(facts) ?? `${facts.name} is revoked`,
    remedy: () => 'Give the server a new certificate.',
  }),
  refusedServer('server-authority-wrong-purpose', ['wrong-purpose'], {
    when: ({ problem }) => problem.place !== undefined || (problem.position ?? 0) > 0,
    because: ({ name, certificate }) =>
      `${name} may not issue certificates for servers${certificate?.extendedKeyUsage.length ? `: its extended key usage is ${listOf(certificate.extendedKeyUsage)}, without serverAuth` : ''}`,
    remedy: () =>
      'Issue the certificate of the server with another CA, or that CA with serverAuth or without an extended key usage.',
  }),
  refusedServer('server-certificate-for-clients', ['wrong-purpose'], {
    when: ({ certificate }) => isForClientsAlone(certificate?.extendedKeyUsage ?? []),
    because: ({ name }) => `${name} is a client certificate: its extended key usage has clientAuth, but not serverAuth`,
    remedy: () =>
      'Configure a certificate with serverAuth on the server; the client certificate may have been put there by mistake.',
  }),
  refusedServer('server-certificate-wrong-purpose', ['wrong-purpose'], {
    because: ({ name, certificate, problem }) =>
      detailOf({ name, problem }) ??
      `${name} is not for servers: ${certificate?.extendedKeyUsage.length ? `it is for ${listOf(certificate.extendedKeyUsage)}` : 'its extensions do not allow it'}`,
    remedy: ({ problem }) =>
      / its key usage is /.test(problem.message)
        ? 'Issue it with the key usage digitalSignature (or without any), and the extended key usage serverAuth.'
        : 'Issue it with the extended key usage serverAuth.',
  }),
  ...serverCertificateFaults,
]

/** The trusted certificate that has the problem, where it is one that the server did not send. */
function ofTrusted({ problem: { subject, place }, settings }: RefusedServer): string | undefined {
  if (subject === undefined || place === undefined) return undefined
  const entry = settings.authorities?.find((authority) => sameName(authority.subject, subject))?.path
  return `${subject} ${entry === undefined ? place : `in ${entry}`}`
}

function isForClientsAlone(usage: readonly string[]): boolean {
  return usage.includes('clientAuth') && !usage.includes('serverAuth') && !usage.includes('anyExtendedKeyUsage')
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

function namesOf(certificate: Certificate | undefined): string {
  return certificate?.subjectAltNames.length ? listOf(certificate.subjectAltNames, 5) : 'no name that we could read'
}

function isAddress(host: string): boolean {
  return host.includes(':') || /^\d+\.\d+\.\d+\.\d+$/.test(host)
}
