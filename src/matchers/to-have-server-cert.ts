import { printExpectation, readCertificateExpectation } from './certificate-expectation.ts'
import { defineMatcher } from './define-matcher.ts'
import { issuerAbove } from './issuer-above.ts'
import { unreadable } from './unreadable.ts'

const name = 'toHaveServerCert'

/** Holds when the leaf that the server sent fits. */
export const toHaveServerCert = defineMatcher(name, (context, expected?: unknown) => {
  const mismatches = readCertificateExpectation(expected, name, context)
  return {
    expected: `a server certificate that fits ${printExpectation(expected, context)}`,
    judge: (subject) => {
      const [certificate] = subject.handshake.serverCertificate.chain
      if (!certificate) throw unreadable(name, 'which certificate the server has', subject)
      const facts = mismatches({ certificate })
      const subjectText = certificate.subject || '(empty subject)'
      return facts.length > 0
        ? {
            pass: false,
            received: `another certificate: ${subjectText}`,
            facts: [...facts, `subjectAltNames: ${certificate.subjectAltNames.join(', ') || '(none)'}`],
            why: [
              `The server at ${subject.handshake.host}:${subject.handshake.port} sent this certificate for the name ${subject.handshake.servername ?? '(none was sent)'}.`,
            ],
            remedy:
              'Check that the request went to the right host, port and servername; otherwise correct the certificate of the server or the expectation.',
            ...issuerAbove(subject.handshake.serverCertificate.chain, expected, subject),
          }
        : {
            pass: true,
            received: subjectText,
            why: ['The server sent this certificate.'],
            remedy: 'Change the certificate of the server, or correct the expectation.',
          }
    },
  }
})
