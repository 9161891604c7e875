import type { CertificateProblem, CertificateProblemClass } from '../../../src/tls/handshake.ts'
import {
  certificate,
  evidence,
  failure,
  type HandshakeFacts,
  handshake,
  serverCertificate as leaf,
} from '../evidence-builder.ts'
import type { Row } from './row.ts'

const root = certificate({ subject: 'CN=Example CA,O=Example', isCA: true, extendedKeyUsage: [] })
const yesterday = { validTo: '2031-04-30T12:00:00.000Z' }
const tomorrow = { validFrom: '2031-05-02T12:00:00.000Z' }

export const serverCertificate: Row[] = [
  {
    situation: 'clock-skew',
    judged: 'client own-check server-certificate proven',
    evidence: refused('not-yet-valid', { server: [leaf(tomorrow), certificate({ ...root, ...tomorrow })] }),
    cause:
      'We refused the server at api.internal:8443 because every certificate of its chain is not yet valid at 2031-05-01T12:00:00.000Z, our time.',
    remedy: 'Check the clock of this machine first, then the certificates: a whole chain is rarely wrong.',
  },
  {
    situation: 'clock-skew',
    judged: 'client own-check server-certificate proven',
    evidence: refused('expired', { server: [leaf(yesterday), certificate({ ...root, ...yesterday })] }),
    cause:
      'We refused the server at api.internal:8443 because every certificate of its chain is expired at 2031-05-01T12:00:00.000Z, our time.',
    remedy: 'Check the clock of this machine first, then the certificates: a whole chain is rarely wrong.',
  },
  {
    situation: 'server-certificate-expired',
    judged: 'client own-check server-certificate proven',
    evidence: refused('expired', { server: [leaf(yesterday)] }),
    cause:
      'We refused the server at api.internal:8443 because its certificate (api.internal) expired on 2031-04-30 (1 day ago).',
    remedy: 'Renew that certificate on the server.',
  },
  {
    situation: 'server-certificate-expired',
    judged: 'client own-check server-certificate proven',
    evidence: refused('expired', { server: [leaf(), certificate({ ...root, ...yesterday })] }, { position: 1 }),
    cause:
      'We refused the server at api.internal:8443 because a certificate of its chain (Example CA) expired on 2031-04-30 (1 day ago).',
    remedy: 'Renew that certificate on the server.',
  },
  {
    situation: 'server-certificate-not-yet-valid',
    judged: 'client own-check server-certificate proven',
    evidence: refused('not-yet-valid', { server: [leaf(tomorrow)] }),
    cause:
      'We refused the server at api.internal:8443 because its certificate (api.internal) is not valid before 2031-05-02 (in 1 day).',
    remedy: 'Check the clock of this machine, then the date from which the certificate was issued.',
  },
  {
    situation: 'server-name-is-an-address',
    judged: 'client own-check server-certificate proven',
    evidence: refused('hostname-mismatch', { host: '192.0.2.7' }),
    cause:
      'We refused the server at 192.0.2.7:8443 because its certificate (api.internal) does not have the IP address 192.0.2.7, but DNS:api.internal.',
    remedy:
      'Use a host name that the certificate has (or set servername to it), or issue it with the subject alternative name IP:192.0.2.7.',
  },
  {
    situation: 'server-certificate-without-names',
    judged: 'client own-check server-certificate proven',
    evidence: refused('hostname-mismatch', { server: [leaf({ subjectAltNames: [] })] }),
    cause:
      'We refused the server at api.internal:8443 because its certificate (api.internal) has no subject alternative name, and the common name does not count (RFC 9525).',
    remedy: 'Issue the certificate with the subject alternative name DNS:api.internal.',
  },
  {
    situation: 'server-name-mismatch',
    judged: 'client own-check server-certificate proven',
    evidence: refused('hostname-mismatch', { server: [leaf({ subjectAltNames: ['DNS:www.example', 'DNS:example'] })] }),
    cause:
      'We refused the server at api.internal:8443 because its certificate (api.internal) is not for api.internal, but for DNS:www.example and DNS:example.',
    remedy: 'Use one of those names (in the URL, or as servername), or issue the certificate for DNS:api.internal.',
  },
  {
    situation: 'server-root-not-trusted',
    judged: 'client own-check server-certificate proven',
    evidence: refused('self-signed', { server: [leaf(), root] }, { code: 'SELF_SIGNED_CERT_IN_CHAIN', position: 1 }),
    cause:
      'We refused the server at api.internal:8443 because its chain ends in the root CN=Example CA,O=Example, which is not trusted here.',
    remedy:
      'Add that root to ca in the config, after checking its fingerprint: what the server sends is no reason to trust it.',
  },
  {
    situation: 'server-certificate-self-signed',
    judged: 'client own-check server-certificate proven',
    evidence: refused(
      'self-signed',
      { server: [leaf({ issuer: 'CN=api.internal' })] },
      { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    ),
    cause:
      'We refused the server at api.internal:8443 because its certificate (api.internal) is self-signed and is not in the trusted certificates.',
    remedy: 'Add that certificate to ca in the config if you trust it; otherwise give the server one that a CA issued.',
  },
  {
    situation: 'server-issuer-not-sent',
    judged: 'client own-check server-certificate proven',
    evidence: evidence(
      handshake({
        problems: [
          { class: 'unknown-issuer', code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', message: 'Its issuer is unknown.' },
          { class: 'incomplete-chain', message: 'It came alone.' },
        ],
      }),
      failure('UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
    ),
    cause:
      'We refused the server at api.internal:8443 because it sent its certificate alone, and the issuer of that, CN=Example CA,O=Example, is not trusted here.',
    remedy:
      "If that issuer is an intermediate, let the server send it too; if it is a root, add it to ca in the config (or 'mkcert', or 'system').",
  },
  {
    situation: 'server-issuer-unknown',
    judged: 'client own-check server-certificate proven',
    evidence: refused('unknown-issuer'),
    cause:
      'We refused the server at api.internal:8443 because no trusted certificate is the issuer of its chain, CN=Example CA,O=Example.',
    remedy:
      "Add that CA's certificate to ca in the config (or 'mkcert' for a local mkcert CA, 'system' for the operating system's store).",
  },
  {
    situation: 'server-chain-incomplete',
    judged: 'client own-check server-certificate proven',
    evidence: refused('incomplete-chain'),
    cause:
      'We refused the server at api.internal:8443 because it did not send the intermediate certificate CN=Example CA,O=Example.',
    remedy: 'Configure the full chain (leaf, then intermediates) on the server.',
  },
  {
    situation: 'server-certificate-revoked',
    judged: 'client own-check server-certificate proven',
    evidence: refused('revoked'),
    cause: 'We refused the server at api.internal:8443 because its certificate (api.internal) is revoked.',
    remedy: 'Give the server a new certificate.',
  },
  {
    situation: 'server-certificate-for-clients',
    judged: 'client own-check server-certificate proven',
    evidence: refused('wrong-purpose', { server: [leaf({ extendedKeyUsage: ['clientAuth'] })] }),
    cause:
      'We refused the server at api.internal:8443 because its certificate (api.internal) is a client certificate: its extended key usage has clientAuth, but not serverAuth.',
    remedy:
      'Configure a certificate with serverAuth on the server; the client certificate may have been put there by mistake.',
  },
  {
    situation: 'server-certificate-wrong-purpose',
    judged: 'client own-check server-certificate proven',
    evidence: refused('wrong-purpose', { server: [leaf({ extendedKeyUsage: ['codeSigning', 'timeStamping'] })] }),
    cause:
      'We refused the server at api.internal:8443 because its certificate (api.internal) is not for servers: it is for codeSigning and timeStamping.',
    remedy: 'Issue it with the extended key usage serverAuth.',
  },
  {
    situation: 'server-issuer-not-a-ca',
    judged: 'client own-check server-certificate proven',
    evidence: refused('not-a-ca', { server: [leaf(), root] }, { position: 1 }),
    cause:
      'We refused the server at api.internal:8443 because a certificate of its chain (Example CA) is used as an issuer, but is not a CA.',
    remedy: 'Issue the chain with a CA that has the basic constraint CA:TRUE and the key usage keyCertSign.',
  },
  {
    situation: 'server-path-too-long',
    judged: 'client own-check server-certificate proven',
    evidence: refused('path-too-long', { server: [leaf(), root] }, { position: 1 }),
    cause:
      'We refused the server at api.internal:8443 because a certificate of its chain (Example CA) has more intermediates below it than it allows, or is one of them.',
    remedy: 'Raise the path length of that CA, or issue with fewer intermediates.',
  },
  {
    situation: 'server-name-constraint',
    judged: 'client own-check server-certificate proven',
    evidence: refused('name-constraint'),
    cause:
      'We refused the server at api.internal:8443 because its certificate (api.internal) has a name that one of its issuers may not certify.',
    remedy: 'Issue it with a CA whose name constraints permit the name.',
  },
  {
    situation: 'server-bad-signature',
    judged: 'client own-check server-certificate proven',
    evidence: refused('bad-signature'),
    cause:
      "We refused the server at api.internal:8443 because its certificate (api.internal) has a signature that is not its issuer's.",
    remedy: 'Check whether the CA was made anew under the same name: the server and ca must have the same one.',
  },
  {
    situation: 'server-weak-key',
    judged: 'client own-check server-certificate proven',
    evidence: refused('weak-key'),
    cause:
      'We refused the server at api.internal:8443 because its certificate (api.internal) has a key that is too weak for this OpenSSL.',
    remedy: 'Issue it with RSA 2048 or EC P-256 or stronger.',
  },
  {
    situation: 'server-weak-signature',
    judged: 'client own-check server-certificate proven',
    evidence: refused('weak-signature'),
    cause:
      'We refused the server at api.internal:8443 because its certificate (api.internal) is signed with an algorithm that is too weak for this OpenSSL.',
    remedy: 'Issue it anew with SHA-256 or stronger.',
  },
  {
    situation: 'server-certificate-malformed',
    judged: 'client own-check server-certificate proven',
    evidence: refused('malformed'),
    cause: 'We refused the server at api.internal:8443 because its certificate (api.internal) cannot be read.',
    remedy: 'Issue it anew with a tool that keeps to RFC 5280.',
  },
  {
    situation: 'server-unhandled-extension',
    judged: 'client own-check server-certificate proven',
    evidence: refused('unhandled-extension'),
    cause:
      'We refused the server at api.internal:8443 because its certificate (api.internal) has a critical extension that OpenSSL does not know.',
    remedy: 'Issue it without that extension, or mark the extension as not critical.',
  },
  {
    situation: 'server-crl-unavailable',
    judged: 'client own-check server-certificate proven',
    evidence: refused('crl-unavailable'),
    cause:
      'We refused the server at api.internal:8443 because its certificate (api.internal) could not be checked for revocation: there is no valid CRL for its issuer.',
    remedy: 'Give a current CRL of that CA, or check without CRLs.',
  },
  {
    situation: 'server-certificate-refused',
    judged: 'client own-check server-certificate proven',
    evidence: refused('other', {}, { code: 'INVALID_CALL', message: 'Invalid certificate verification context.' }),
    cause:
      'We refused the server at api.internal:8443 because its certificate (api.internal) has a problem (INVALID_CALL): Invalid certificate verification context.',
    remedy: 'Correct the certificate on the server; verify: false lets this test go on without checking it.',
  },
]

/** We refused the server: on TLS 1.3 its request for our certificate has no answer then. */
function refused(
  problemClass: CertificateProblemClass,
  facts: HandshakeFacts = {},
  problem: Partial<CertificateProblem> = {},
) {
  const code = problem.code ?? 'UNSPECIFIED'
  const problems = [{ class: problemClass, message: 'It has a problem.', position: 0, ...problem, code }]
  return evidence(handshake({ ...facts, problems }), failure(code))
}
