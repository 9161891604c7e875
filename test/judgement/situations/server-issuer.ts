import type { ConfiguredAuthority } from '../../../src/evidence/connection-settings.ts'
import type { CertificateProblem } from '../../../src/tls/handshake.ts'
import { certificate, evidence, failure, handshake, serverCertificate } from '../evidence-builder.ts'
import type { Row } from './row.ts'

const leaf = serverCertificate({ issuer: 'CN=Issuing' })
const root = certificate({ subject: 'CN=Root', issuer: 'CN=Root', isCA: true, fingerprint256: '00:11' })
const lone = [
  unknownIssuer('CN=Issuing'),
  { class: 'incomplete-chain', position: 0, message: 'It came alone.' } as const,
]

/** Paths that do not reach a trusted root, and what is told of them beside their class. */
export const serverIssuer: Row[] = [
  {
    situation: 'trusted-authority-is-no-root',
    judged: 'client own-check server-certificate proven',
    evidence: refused([unknownIssuer('CN=Root')], [inCa({ subject: 'CN=Issuing', issuer: 'CN=Root' })]),
    cause:
      'We refused the server at api.internal:8443 because its chain leads to CN=Issuing in ca[1], which is no root: its issuer, CN=Root, is not trusted here, and without that OpenSSL does not trust it.',
    remedy: 'Add the root CN=Root to ca in the config, too.',
  },
  {
    situation: 'server-certificate-in-ca',
    judged: 'client own-check server-certificate proven',
    evidence: refused(lone, [
      inCa({ subject: leaf.subject, issuer: leaf.issuer, fingerprint256: leaf.fingerprint256 }),
    ]),
    cause:
      'We refused the server at api.internal:8443 because its certificate (api.internal) is in ca[1], which does not do: OpenSSL trusts what a CA has issued by the root of that CA, and CN=Issuing is not trusted here.',
    remedy: 'Put the root into ca in its place: CN=Issuing, or the one above it.',
  },
  {
    situation: 'server-chain-broken',
    judged: 'client own-check server-certificate proven',
    evidence: refused(lone, [], [leaf, root]),
    cause:
      'We refused the server at api.internal:8443 because the issuer of its certificate (api.internal), CN=Issuing, was not sent and is not trusted here; what it sent beside (CN=Root) did not issue that.',
    remedy: 'Let the server send CN=Issuing after that certificate; if that is a root, add it to ca in the config.',
  },
  {
    situation: 'authority-of-the-same-name',
    judged: 'client own-check server-certificate proven',
    evidence: refused(
      [
        unknownIssuer(
          'CN=Issuing',
          'CN=Issuing, the issuer of CN=api.internal, is not there: the certificate in ca with that name has another serial number or issuer than the ones that are asked for.',
        ),
      ],
      [inCa({ subject: 'CN=Issuing' })],
    ),
    cause:
      'We refused the server at api.internal:8443 because the CA of its chain, CN=Issuing, has the same name as that in ca[1], but is another certificate (that in ca[1] has another serial number or issuer than the ones that are asked for): one of the two was made anew.',
    remedy:
      "Compare the fingerprints: put the server's present CA into ca[1], or issue the server's certificate with the one that is there.",
  },
  {
    situation: 'server-authority-wrong-purpose',
    judged: 'client own-check server-certificate proven',
    evidence: refused(
      [
        {
          class: 'wrong-purpose',
          position: 1,
          subject: 'CN=Root',
          message: 'It is for clients.',
          code: 'INVALID_PURPOSE',
        },
      ],
      [],
      [leaf, certificate({ ...root, extendedKeyUsage: ['clientAuth'] })],
    ),
    cause:
      'We refused the server at api.internal:8443 because a certificate of its chain (Root) may not issue certificates for servers: its extended key usage is clientAuth, without serverAuth.',
    remedy:
      'Issue the certificate of the server with another CA, or that CA with serverAuth or without an extended key usage.',
  },
  {
    situation: 'server-chain-too-large',
    judged: 'client own-check server-certificate proven',
    evidence: refused([
      {
        class: 'other',
        code: 'ERR_SSL_EXCESSIVE_MESSAGE_SIZE',
        message:
          "The server's Certificate message has 107662 bytes, and OpenSSL reads 102400 at most: it sends too many.",
      },
    ]),
    cause:
      'We refused the server at api.internal:8443 because its Certificate message has 107662 bytes, and OpenSSL reads 102400 at most: it sends too many.',
    remedy: 'Let the server send its own chain alone: its certificate and the intermediates that lead to the root.',
  },
]

function unknownIssuer(subject: string, message = 'It is not there.'): CertificateProblem {
  return { class: 'unknown-issuer', code: 'UNABLE_TO_GET_ISSUER_CERT', subject, message }
}

function inCa(facts: Partial<ConfiguredAuthority>): ConfiguredAuthority {
  return { path: 'ca[1]', subject: 'CN=Other', issuer: 'CN=Root', fingerprint256: '22:33', applies: true, ...facts }
}

function refused(problems: CertificateProblem[], authorities: ConfiguredAuthority[] = [], server = [leaf]) {
  const made = handshake({ server, problems })
  return evidence(made, { ...failure(problems[0]!.code!), settings: { authorities } })
}
