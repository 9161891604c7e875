import type { CertificateProblemClass } from '../../tls/handshake.ts'
import type { Situation } from '../situation.ts'
import { detailOf, refusedServer } from './refused-server.ts'

/** Faults that need no more than their name to be told. */
export const serverCertificateFaults: readonly Situation[] = [
  fault(
    'server-issuer-not-a-ca',
    'not-a-ca',
    'is used as an issuer, but is not a CA',
    'Issue the chain with a CA that has the basic constraint CA:TRUE and the key usage keyCertSign.',
  ),
  fault(
    'server-path-too-long',
    'path-too-long',
    'has more intermediates below it than it allows, or is one of them',
    'Raise the path length of that CA, or issue with fewer intermediates.',
  ),
  fault(
    'server-name-constraint',
    'name-constraint',
    'has a name that one of its issuers may not certify',
    'Issue it with a CA whose name constraints permit the name.',
  ),
  fault(
    'server-bad-signature',
    'bad-signature',
    "has a signature that is not its issuer's",
    'Check whether the CA was made anew under the same name: the server and ca must have the same one.',
  ),
  fault(
    'server-weak-key',
    'weak-key',
    'has a key that is too weak for this OpenSSL',
    'Issue it with RSA 2048 or EC P-256 or stronger.',
  ),
  fault(
    'server-weak-signature',
    'weak-signature',
    'is signed with an algorithm that is too weak for this OpenSSL',
    'Issue it anew with SHA-256 or stronger.',
  ),
  fault(
    'server-certificate-malformed',
    'malformed',
    'cannot be read',
    'Issue it anew with a tool that keeps to RFC 5280.',
  ),
  fault(
    'server-unhandled-extension',
    'unhandled-extension',
    'has a critical extension that OpenSSL does not know',
    'Issue it without that extension, or mark the extension as not critical.',
  ),
  refusedServer('server-crl-unavailable', ['crl-unavailable'], {
    because: (facts) =>
      detailOf(facts) ?? `${facts.name} could not be checked for revocation: there is no valid CRL for its issuer`,
    remedy: () => 'Give a current CRL of that CA, or check without CRLs.',
  }),
  refusedServer('server-chain-too-large', ['other'], {
    when: ({ problem }) => /EXCESSIVE_MESSAGE_SIZE/.test(problem.code ?? ''),
    because: ({ problem }) => problem.message.replace(/^The server's /, 'its ').replace(/\.$/, ''),
    remedy: () =>
      'Let the server send its own chain alone: its certificate and the intermediates that lead to the root.',
  }),
  refusedServer('server-certificate-refused', ['other'], {
    because: ({ name, problem }) =>
      `${name} has a problem${problem.code ? ` (${problem.code})` : ''}: ${problem.message.replace(/[.\s]+$/, '')}`,
    remedy: () => 'Correct the certificate on the server; verify: false lets this test go on without checking it.',
  }),
]

function fault(situation: string, problemClass: CertificateProblemClass, words: string, remedy: string): Situation {
  return refusedServer(situation, [problemClass], {
    because: (facts) => detailOf(facts) ?? `${facts.name} ${words}`,
    remedy: () => remedy,
  })
}
