import type { CertificateProblem, CertificateProblemClass } from '../tls/handshake.ts'
import type { CertificationPath } from './certification-path.ts'
import type { PathCertificate } from './path-certificate.ts'

/** What the checks look at. */
export interface CheckInput extends CertificationPath {
  /** The server's certificate. */
  leaf: PathCertificate
  /** Name or address that the certificate has to be for. */
  host: string
  at: Date
  /** OpenSSL's, 0 to 5. */
  securityLevel: number
}

/** One kind of problem. */
export type Check = (input: CheckInput) => CertificateProblem[]

export function problemOf(
  problemClass: CertificateProblemClass,
  certificate: PathCertificate,
  message: string,
): CertificateProblem {
  return { class: problemClass, message, ...placeOf(certificate) }
}

/** Which certificate it is. */
export function placeOf({ parsed, position }: PathCertificate): Pick<CertificateProblem, 'subject' | 'position'> {
  const subject = parsed.subject?.text
  return { ...(subject && { subject }), ...(position !== undefined && { position }) }
}
