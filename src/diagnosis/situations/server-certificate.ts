import type { Certificate, CertificateProblem, CertificateProblemClass } from '../../tls/handshake.ts'
import { commonName } from '../distinguished-name.ts'
import type { TlsFacts } from '../facts.ts'
import { dateAgainst, listOf } from '../phrases.ts'
import type { Situation } from '../situation.ts'

/** What the words of a refusal are made from. */
interface Refused extends TlsFacts {
  problem: CertificateProblem
  /** The certificate that has the problem, in words: `its certificate (CN=a)`. */
  name: string
  certificate?: Certificate
}

/** We refused the server because of its certificate: one situation for each class of problem, some with a more specific one before it. */
export const serverCertificate: readonly Situation[] = [
  refused('clock-skew', 'client', ['expired', 'not-yet-valid'], {
    when: (facts) => outOfStep(facts) !== undefined,
    because: (facts) =>
      `every certificate of its chain is ${outOfStep(facts)} at ${facts.handshake.startedAt}, our time`,
    remedy: () => 'Check the clock of this machine first, then the certificates: a whole chain is rarely wrong.',
  }),
  refused('server-certificate-expired', 'server', ['expired'], {
    because: ({ name, certificate, handshake }) =>
      `${name} expired${certificate ? ` on ${dateAgainst(certificate.validTo, handshake.startedAt)}` : ''}`,
    remedy: () => 'Renew that certificate on the server.',
  }),
  refused('server-certificate-not-yet-valid', 'server', ['not-yet-valid'], {
    because: ({ name, certificate, handshake }) =>
      `${name} is not valid before ${certificate ? dateAgainst(certificate.validFrom, handshake.startedAt) : 'a later date'}`,
    remedy: () => 'Check the clock of this machine, then the date from which the certificate was issued.',
  }),
  refused('server-name-is-an-address', 'server', ['hostname-mismatch'], {
    when: ({ handshake }) => isAddress(handshake.host),
    because: ({ name, certificate, handshake }) =>
      `${name} does not have the IP address ${handshake.host}, but ${namesOf(certificate)}`,
    remedy: ({ handshake }) =>
      `Use a host name that the certificate has (or set servername to it), or issue it with the subject alternative name IP:${handshake.host}.`,
  }),
  refused('server-certificate-without-names', 'server', ['hostname-mismatch'], {
    when: ({ certificate }) => certificate?.subjectAltNames.length === 0,
    because: ({ name }) => `${name} has no subject alternative name, and the common name does not count (RFC 9525)`,
    remedy: ({ handshake }) => `Issue the certificate with the subject alternative name DNS:${handshake.host}.`,
  }),
  refused('server-name-mismatch', 'server', ['hostname-mismatch'], {
    because: ({ name, certificate, handshake }) =>
      `${name} is not for ${handshake.servername ?? handshake.host}, but for ${namesOf(certificate)}`,
    remedy: ({ handshake }) =>
      `Use one of those names (in the URL, or as servername), or issue the certificate for DNS:${handshake.servername ?? handshake.host}.`,
  }),
  refused('server-root-not-trusted', 'client', ['self-signed', 'unknown-issuer'], {
    when: ({ handshake }) => rootOf(handshake.serverCertificate.chain) !== undefined,
    because: ({ handshake }) =>
      `its chain ends in the root ${rootOf(handshake.serverCertificate.chain)?.subject}, which is not trusted here`,
    remedy: () =>
      'Add that root to ca in the config, after checking its fingerprint: what the server sends is no reason to trust it.',
  }),
  refused('server-certificate-self-signed', 'server', ['self-signed'], {
    because: ({ name }) => `${name} is self-signed and is not in the trusted certificates`,
    remedy: () =>
      'Add that certificate to ca in the config if you trust it; otherwise give the server one that a CA issued.',
  }),
  refused('server-issuer-unknown', 'client', ['unknown-issuer'], {
    because: ({ handshake, certificate }) =>
      `no trusted certificate is the issuer of its chain, ${(handshake.serverCertificate.chain.at(-1) ?? certificate)?.issuer ?? 'whose name was not read'}`,
    remedy: () =>
      "Add that CA's certificate to ca in the config (or 'mkcert' for a local mkcert CA, 'system' for the operating system's store).",
  }),
  refused('server-chain-incomplete', 'server', ['incomplete-chain'], {
    because: ({ handshake, certificate }) =>
      `it did not send the intermediate certificate ${(handshake.serverCertificate.chain.at(-1) ?? certificate)?.issuer ?? 'that leads to a trusted root'}`,
    remedy: () => 'Configure the full chain (leaf, then intermediates) on the server.',
  }),
  refused('server-certificate-revoked', 'server', ['revoked'], {
    because: ({ name }) => `${name} is revoked`,
    remedy: () => 'Give the server a new certificate.',
  }),
  refused('server-certificate-for-clients', 'server', ['wrong-purpose'], {
    when: ({ certificate }) => certificate?.extendedKeyUsage.includes('clientAuth') === true,
    because: ({ name }) => `${name} is a client certificate: its extended key usage has clientAuth, but not serverAuth`,
    remedy: () =>
      'Configure a certificate with serverAuth on the server; the client certificate may have been put there by mistake.',
  }),
  refused('server-certificate-wrong-purpose', 'server', ['wrong-purpose'], {
    because: ({ name, certificate }) =>
      `${name} is not for servers: ${certificate?.extendedKeyUsage.length ? `it is for ${listOf(certificate.extendedKeyUsage)}` : 'its extensions do not allow it'}`,
    remedy: () => 'Issue it with the extended key usage serverAuth.',
  }),
  ...others(),
]

function others(): Situation[] {
  const table: [CertificateProblemClass, string, Situation['party'], string, string][] = [
    [
      'not-a-ca',
      'server-issuer-not-a-ca',
      'server',
      'is used as an issuer, but is not a CA',
      'Issue the chain with a CA that has the basic constraint CA:TRUE and the key usage keyCertSign.',
    ],
    [
      'path-too-long',
      'server-path-too-long',
      'server',
      'is deeper in the chain than an issuer allows',
      'Raise the path length of that CA, or issue with fewer intermediates.',
    ],
    [
      'name-constraint',
      'server-name-constraint',
      'server',
      'has a name that one of its issuers may not certify',
      'Issue it with a CA whose name constraints permit the name.',
    ],
    [
      'bad-signature',
      'server-bad-signature',
      'server',
      'has a signature that is not its issuer’s',
      'Check whether the CA was made anew under the same name: server and ca must have the same one.',
    ],
    [
      'weak-key',
      'server-weak-key',
      'server',
      'has a key that is too weak for this OpenSSL',
      'Issue it with RSA 2048 or EC P-256 or stronger.',
    ],
    [
      'weak-signature',
      'server-weak-signature',
      'server',
      'is signed with an algorithm that is too weak for this OpenSSL',
      'Issue it anew with SHA-256 or stronger.',
    ],
    [
      'malformed',
      'server-certificate-malformed',
      'server',
      'cannot be read',
      'Issue it anew with a tool that keeps to RFC 5280.',
    ],
    [
      'unhandled-extension',
      'server-unhandled-extension',
      'server',
      'has a critical extension that OpenSSL does not know',
      'Issue it without that extension, or mark the extension as not critical.',
    ],
    [
      'crl-unavailable',
      'server-crl-unavailable',
      'client',
      'could not be checked for revocation: there is no valid CRL for its issuer',
      'Give a current CRL of that CA, or check without CRLs.',
    ],
  ]
  const known = table.map(([problemClass, situation, party, words, remedy]) =>
    refused(situation, party, [problemClass], { because: ({ name }) => `${name} ${words}`, remedy: () => remedy }),
  )
  const other = refused('server-certificate-refused', 'server', ['other'], {
    because: ({ name, problem }) =>
      `${name} has a problem${problem.code ? ` (${problem.code})` : ''}: ${problem.message.replace(/[.\s]+$/, '')}`,
    remedy: () => 'Correct the certificate on the server; verify: false lets this test go on without checking it.',
  })
  return [...known, other]
}

function refused(
  situation: string,
  party: Situation['party'],
  classes: CertificateProblemClass[],
  words: {
    when?: (facts: Refused) => boolean
    because: (facts: Refused) => string
    remedy: (facts: Refused) => string
  },
): Situation {
  return {
    situation,
    party,
    tell: (facts) => {
      const { problem, handshake } = facts
      if (!problem || !classes.includes(problem.class)) return false
      const { chain } = handshake.serverCertificate
      const certificate = chain[problem.position ?? 0]
      const isLeaf = (problem.position ?? 0) === 0
      const subject = certificate?.subject ?? problem.subject
      const name = `${isLeaf ? 'its certificate' : 'a certificate of its chain'}${subject ? ` (${commonName(subject)})` : ''}`
      const seen: Refused = { ...facts, problem, name, ...(certificate && { certificate }) }
      if (words.when && !words.when(seen)) return false
      return {
        cause: `We refused the server at ${facts.origin} because ${words.because(seen)}.`,
        remedy: words.remedy(seen),
      }
    },
  }
}

/** `expired` or `not yet valid` when the whole chain of two or more certificates is. */
function outOfStep({ handshake }: Refused): string | undefined {
  const { chain } = handshake.serverCertificate
  const now = Date.parse(handshake.startedAt)
  if (chain.length < 2) return undefined
  if (chain.every(({ validTo }) => Date.parse(validTo) < now)) return 'expired'
  return chain.every(({ validFrom }) => Date.parse(validFrom) > now) ? 'not yet valid' : undefined
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
